/**
 * What the server would refuse for good is not written in the first place: docs/shared-document.md,
 * "What is refused".
 */
const DEEPEST = 60;
const MOST_BYTES = 256_000;
export const LONGEST_TEXT = 200_000;

/** Why a value cannot stand in a document, in words; undefined: it can. Safe for any depth. */
export function whyNotFits(value: unknown): string | undefined {
  const waiting: [unknown, number][] = [[value, 1]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [each, depth] = next;
    if (depth > DEEPEST) return `It is nested more than ${DEEPEST} levels deep.`;
    const why = whyNotPlain(each);
    if (why !== undefined) return why;
    if (typeof each !== 'object' || each === null) continue;
    for (const [key, inner] of Object.entries(each)) {
      if (!isPortable(key)) return UNPORTABLE;
      waiting.push([inner, depth + 1]);
    }
  }
  const size = new TextEncoder().encode(JSON.stringify(value)).length;
  return size > MOST_BYTES ? `It is larger than ${MOST_BYTES / 1_000} kB.` : undefined;
}

const UNPORTABLE = 'A text holds a character that cannot be stored (NUL, or half of a pair).';

function whyNotPlain(value: unknown): string | undefined {
  if (typeof value === 'number' && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
    return 'A number is too large to be kept exactly; write it as a text.';
  }
  return typeof value === 'string' && !isPortable(value) ? UNPORTABLE : undefined;
}

function isPortable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
