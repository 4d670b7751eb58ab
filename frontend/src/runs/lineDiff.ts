/** Two texts line by line: what was taken away, what came, what stayed. */
export interface DiffLine {
  readonly sign: ' ' | '−' | '+';
  readonly text: string;
}

const MOST_LINES = 1_000;
const AROUND = 2;

/**
 * By the longest common run of lines. Of what lies between the first line and the last that differ,
 * the first 1,000 lines are compared; what is not ends in `…`.
 */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [one, other] = [linesOf(before), linesOf(after)];
  const most = Math.min(one.length, other.length);
  let start = 0;
  while (start < most && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < most - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const between = (lines: readonly string[]) => lines.slice(start, lines.length - end);
  const [gone, came] = [between(one), between(other)];
  const isCut = Math.max(gone.length, came.length) > MOST_LINES;
  return shortened([
    ...one.slice(0, start).map(stays),
    ...changesIn(gone.slice(0, MOST_LINES), came.slice(0, MOST_LINES)),
    ...(isCut ? [stays('…')] : []),
    ...one.slice(one.length - end).map(stays),
  ]);
}

function stays(text: string): DiffLine {
  return { sign: ' ', text };
}

function changesIn(one: readonly string[], other: readonly string[]): readonly DiffLine[] {
  const common = commonLengths(one, other);
  const lengthAt = (x: number, y: number) => common[x * (other.length + 1) + y] ?? 0;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const [a, b] = [one[i], other[j]];
    if (a !== undefined && a === b) {
      lines.push(stays(a));
      i += 1;
      j += 1;
    } else if (b === undefined || (a !== undefined && lengthAt(i + 1, j) >= lengthAt(i, j + 1))) {
      lines.push({ sign: '−', text: a ?? '' });
      i += 1;
    } else {
      lines.push({ sign: '+', text: b });
      j += 1;
    }
  }
  return lines;
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}

function commonLengths(one: readonly string[], other: readonly string[]): Uint16Array {
  const width = other.length + 1;
  const lengths = new Uint16Array((one.length + 1) * width);
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        one[i] === other[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  return lengths;
}

/** Lines that stayed are left out but for those beside a change. */
function shortened(lines: readonly DiffLine[]): readonly DiffLine[] {
  const isNear = (at: number) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ sign }) => sign !== ' ');
  const shown: DiffLine[] = [];
  for (const [at, line] of lines.entries()) {
    if (isNear(at)) shown.push(line);
    else if (shown.at(-1)?.text !== '…') shown.push({ sign: ' ', text: '…' });
  }
  return shown;
}
