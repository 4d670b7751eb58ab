/**
 * What templates and conditions read, and how to let them read something else: docs/expressions.md.
 *
 * Only as much of the language as that takes: texts in it, names of filters, tests and arguments, and
 * variables of its own loops are no references.
 */

export interface Reference {
  readonly root: string;
  /** The keys after it, as far as they are written out. */
  readonly path: readonly (string | number)[];
  /** Where it begins, and where each of its keys ends; the first is the end of the root. */
  readonly start: number;
  readonly ends: readonly number[];
}

interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const ROOTS: ReadonlySet<string> = new Set([
  'inputs',
  'tasks',
  'item',
  'index',
  'turn',
  'previous',
  'execution',
]);
const TOKEN =
  /(?<space>\s+)|(?<text>'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*")|(?<number>\d+(?:\.\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<sign>==|!=|<=|>=|\/\/|[\s\S])/uy;
const OPENS = /\{\{[-+]?|\{%[-+]?/g;
const RAW = /^\s*raw\s*$/;
const END_RAW = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;

/** Whether a text is a template at all. */
export function hasSyntax(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/** Every reference in a template, or in a bare condition, from left to right. */
export function referencesIn(text: string, isCondition = false): readonly Reference[] {
  if (isCondition) return readExpression(tokensOf(text, 0, undefined).tokens, new Set());
  const found: Reference[] = [];
  const shadows: ReadonlySet<string>[] = [];
  OPENS.lastIndex = 0;
  for (let open = OPENS.exec(text); open !== null; open = OPENS.exec(text)) {
    const isBlock = open[0].startsWith('{%');
    const { tokens, end } = tokensOf(text, OPENS.lastIndex, isBlock ? '%}' : '}}');
    OPENS.lastIndex = end;
    if (isBlock && RAW.test(tokens.map((token) => token.text).join(' '))) {
      END_RAW.lastIndex = end;
      OPENS.lastIndex = END_RAW.exec(text) === null ? text.length : END_RAW.lastIndex;
    } else if (isBlock && tokens[0]?.text === 'for') found.push(...readFor(tokens, shadows));
    else if (isBlock && tokens[0]?.text === 'endfor') shadows.pop();
    else found.push(...readExpression(tokens, hidden(shadows)));
  }
  return found;
}

/** The same text where each reference that `change` has something for reads that instead. */
export function rewriteReferences(
  text: string,
  isCondition: boolean,
  change: (reference: Reference) => { readonly keys: number; readonly by: string } | undefined,
): string {
  let result = '';
  let at = 0;
  for (const reference of referencesIn(text, isCondition)) {
    const changed = change(reference);
    if (changed === undefined) continue;
    result += text.slice(at, reference.start) + changed.by;
    at = reference.ends[changed.keys] as number;
  }
  return result + text.slice(at);
}

/** `tasks.a.output`, or with brackets where a key is no plain name. */
export function pathInWords(...keys: readonly string[]): string {
  return keys
    .map((key, at) => {
      if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return at === 0 ? key : `.${key}`;
      return `['${key.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
    })
    .join('');
}

/** Up to the closing mark, which may stand in texts and in braces, too. */
function tokensOf(text: string, from: number, close: string | undefined) {
  const tokens: Token[] = [];
  let depth = 0;
  TOKEN.lastIndex = from;
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex;
    if (close !== undefined && depth === 0 && text.startsWith(close, start)) {
      return { tokens, end: start + close.length };
    }
    const groups = TOKEN.exec(text)?.groups ?? {};
    const kind = (['name', 'text', 'number', 'sign'] as const).find((each) => groups[each]);
    if (kind === undefined) continue;
    const token = { kind, text: groups[kind] as string, start, end: TOKEN.lastIndex };
    if (kind === 'sign' && '([{'.includes(token.text)) depth += 1;
    if (kind === 'sign' && ')]}'.includes(token.text)) depth = Math.max(0, depth - 1);
    tokens.push(token);
  }
  return { tokens, end: text.length };
}

function hidden(shadows: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(shadows.flatMap((each) => [...each]));
}

/** `for a, b in list if condition`: the list is read outside of the loop, the rest inside. */
function readFor(tokens: readonly Token[], shadows: ReadonlySet<string>[]): readonly Reference[] {
  const start = tokens.findIndex(({ text }) => text === 'in');
  const filter = tokens.findIndex(({ text }, at) => at > start && text === 'if');
  const end = filter < 0 ? tokens.length : filter;
  const list = readExpression(tokens.slice(start + 1, end), hidden(shadows));
  const names = tokens.slice(1, start).filter(({ kind }) => kind === 'name');
  shadows.push(new Set(names.map(({ text }) => text)));
  return [...list, ...readExpression(tokens.slice(end + 1), hidden(shadows))];
}

function readExpression(
  tokens: readonly Token[],
  shadowed: ReadonlySet<string>,
): readonly Reference[] {
  const found: Reference[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    const isRoot = token.kind === 'name' && ROOTS.has(token.text) && !shadowed.has(token.text);
    if (!isRoot || isOtherwiseUsed(tokens, at)) continue;
    found.push(readPath(tokens, at));
  }
  return found;
}

/** A key, the name of a filter or test, or of an argument. */
function isOtherwiseUsed(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text;
  const isTest = before === 'is' || (before === 'not' && tokens[at - 2]?.text === 'is');
  return before === '.' || before === '|' || isTest || tokens[at + 1]?.text === '=';
}

function readPath(tokens: readonly Token[], root: number): Reference {
  const path: (string | number)[] = [];
  const first = tokens[root] as Token;
  const ends = [first.end];
  for (let at = root + 1; ; ) {
    const [sign, key, close] = tokens.slice(at, at + 3);
    if (sign?.text === '.' && (key?.kind === 'name' || key?.kind === 'number')) {
      path.push(key.text);
      ends.push(key.end);
      at += 2;
    } else if (sign?.text === '[' && close?.text === ']' && isKey(key)) {
      path.push(key.kind === 'number' ? Number(key.text) : textOf(key.text));
      ends.push(close.end);
      at += 3;
    } else return { root: first.text, path, start: first.start, ends };
  }
}

function isKey(token: Token | undefined): token is Token {
  return token?.kind === 'text' || token?.kind === 'number';
}

function textOf(literal: string): string {
  return literal.slice(1, -1).replace(/\\(['"\\])/g, '$1');
}
