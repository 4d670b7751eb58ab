/**
 * The Markdown that models and people write, as a tree: headings, lists, quotes, code, tables.
 *
 * Everything in it is text: markup of other kinds stays as it was written, and links lead to the web alone.
 */
export type Inline =
  | { readonly is: 'text' | 'code'; readonly text: string }
  | { readonly is: 'strong' | 'em'; readonly inside: readonly Inline[] }
  | { readonly is: 'link'; readonly href: string; readonly inside: readonly Inline[] };

export type Block =
  | { readonly is: 'heading'; readonly level: number; readonly inside: readonly Inline[] }
  | { readonly is: 'paragraph' | 'quote'; readonly inside: readonly Inline[] }
  | { readonly is: 'code'; readonly text: string }
  | { readonly is: 'rule' }
  | { readonly is: 'list'; readonly start: number | undefined; readonly items: readonly Item[] }
  | { readonly is: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] };

export interface Item {
  readonly depth: number;
  readonly inside: readonly Inline[];
}

const FENCE = /^\s{0,3}(```+|~~~+)/;
// Whoever writes a text could otherwise hang the pages of all who look at it: each of these reads a
// line once, for which a line may hold no character that `.` leaves out.
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;
const HEADING = /^(#{1,6})\s+(.*)$/;
const RULE = /^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^\s{0,3}>\s?(.*)$/;
const TABLE_RULE = /^:?-+:?$/;

/** Longer texts are shown as they were written: reading them takes more than linear time. */
export const MOST_CHARS = 20_000;

export function blocksOf(text: string): readonly Block[] {
  const lines = text.split(LINE_END);
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const [block, next] = blockAt(lines, at);
    if (block !== undefined) blocks.push(block);
    at = next;
  }
  return blocks;
}

/** Where the last block begins that may still grow, of a text that is being written. */
export function settledLength(text: string): number {
  let end = 0;
  let at = 0;
  let fence = '';
  for (const line of text.split('\n')) {
    const [, mark = ''] = FENCE.exec(line) ?? [];
    if (mark !== '' && fence === '') fence = mark;
    else if (mark.startsWith(fence)) fence = '';
    at += line.length + 1;
    if (at <= text.length && fence === '' && (line.trim() === '' || mark !== '')) end = at;
  }
  return end;
}

function blockAt(lines: readonly string[], at: number): [Block | undefined, number] {
  const line = lines[at] ?? '';
  if (line.trim() === '') return [undefined, at + 1];
  if (FENCE.test(line)) return codeAt(lines, at);
  const heading = HEADING.exec(line);
  if (heading) {
    const [, marks = '', title = ''] = heading;
    return [
      { is: 'heading', level: marks.length, inside: inlineOf(withoutClosing(title)) },
      at + 1,
    ];
  }
  if (RULE.test(line)) return [{ is: 'rule' }, at + 1];
  const isTable = line.includes('|') && cellsOf(lines[at + 1] ?? '').every(isRule);
  if (isTable) return tableAt(lines, at);
  if (ITEM.test(line)) return listAt(lines, at);
  if (QUOTE.test(line)) {
    const end = endOf(lines, at, (each) => QUOTE.test(each));
    const said = lines.slice(at, end).map((each) => QUOTE.exec(each)?.[1] ?? '');
    return [{ is: 'quote', inside: inlineOf(said.join('\n')) }, end];
  }
  const end = endOf(lines, at, (each, index) => index === at || !beginsBlock(each));
  return [{ is: 'paragraph', inside: inlineOf(lines.slice(at, end).join('\n')) }, end];
}

/** `# Title ##` is `Title`, `# C#` stays. */
function withoutClosing(title: string): string {
  return title.trim().replace(/\s#+$/, '').trimEnd();
}

function endOf(
  lines: readonly string[],
  at: number,
  isInside: (line: string, index: number) => boolean,
): number {
  let end = at;
  while (end < lines.length && isInside(lines[end] ?? '', end)) end += 1;
  return end;
}

function beginsBlock(line: string): boolean {
  return (
    line.trim() === '' || [FENCE, HEADING, RULE, ITEM, QUOTE].some((pattern) => pattern.test(line))
  );
}

function codeAt(lines: readonly string[], at: number): [Block, number] {
  const [, mark = '```'] = FENCE.exec(lines[at] ?? '') ?? [];
  const end = endOf(lines, at + 1, (line) => !line.trim().startsWith(mark));
  return [{ is: 'code', text: lines.slice(at + 1, end).join('\n') }, end + 1];
}

function listAt(lines: readonly string[], at: number): [Block, number] {
  const [, number] = /^\s*(\d+)/.exec(lines[at] ?? '') ?? [];
  const items: { depth: number; text: string }[] = [];
  const end = endOf(lines, at, (line) => {
    const item = ITEM.exec(line);
    if (item) {
      const [, indent = '', , text = ''] = item;
      items.push({ depth: Math.min(4, Math.floor(indent.length / 2)), text });
      return true;
    }
    const last = items.at(-1);
    if (last === undefined || beginsBlock(line)) return false;
    last.text += `\n${line.trim()}`;
    return true;
  });
  const inside = items.map(({ depth, text }) => ({ depth, inside: inlineOf(text) }));
  return [{ is: 'list', start: number ? Number(number) : undefined, items: inside }, end];
}

function tableAt(lines: readonly string[], at: number): [Block, number] {
  const end = endOf(lines, at, (line) => line.includes('|'));
  const rows = lines
    .slice(at, end)
    .filter((_, index) => index !== 1)
    .map((line) => cellsOf(line).map((cell) => inlineOf(cell)));
  return [{ is: 'table', rows }, end];
}

function cellsOf(line: string): readonly string[] {
  const row = line.trim().replace(/^\||\|$/g, '');
  return row.split('|').map((cell) => cell.trim());
}

function isRule(cell: string): boolean {
  return TABLE_RULE.test(cell);
}

const INLINE =
  /`([^`\n]+)`|\*\*([^\n]+?)\*\*|__([^\n]+?)__|\*([^\s*][^*\n]*?)\*|\[([^\]\n]*)\]\((https?:\/\/[^\s()]+)\)/;
const DEEPEST = 4;

function inlineOf(text: string, depth = 0): readonly Inline[] {
  const parts: Inline[] = [];
  let rest = text;
  while (rest !== '') {
    const found = depth < DEEPEST ? INLINE.exec(rest) : null;
    if (found === null) break;
    if (found.index > 0) parts.push({ is: 'text', text: rest.slice(0, found.index) });
    const [whole, code, strong, under, em, label, href] = found;
    const inside = (words: string) => inlineOf(words, depth + 1);
    if (code !== undefined) parts.push({ is: 'code', text: code });
    else if (href !== undefined) parts.push({ is: 'link', href, inside: inside(label || href) });
    else if (em !== undefined) parts.push({ is: 'em', inside: inside(em) });
    else parts.push({ is: 'strong', inside: inside(strong ?? under ?? '') });
    rest = rest.slice(found.index + whole.length);
  }
  if (rest !== '') parts.push({ is: 'text', text: rest });
  return parts;
}
