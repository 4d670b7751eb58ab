/** Completing expressions: what is being typed, which names fit it, and what a choice writes. */
import type { VisibleName } from './visibleNames.ts';

/** A template holds expressions in `{{ }}`; a condition is one from its beginning. */
export type Writing = 'template' | 'condition';

export interface Offer {
  /** Where what was typed of the name begins. */
  readonly from: number;
  readonly names: readonly VisibleName[];
}

const LOOKS_BACK = 500;
const INSIDE = /\{\{((?:(?!\}\}|\{\{).)*)$/s;
/** What a name can be typed as: words of its own, or the path of it. */
const TYPED = /[\p{L}\p{N}_.\- ]*$/u;

/**
 * The names that fit what stands before `at`; undefined: nothing is to be offered there.
 *
 * @param isAsked somebody asked for the list, so it opens where nothing was typed yet, too.
 */
export function offerAt(
  text: string,
  at: number,
  writing: Writing,
  names: readonly VisibleName[],
  isAsked = false,
): Offer | undefined {
  const inside = expressionBefore(text, at, writing);
  if (inside === undefined) return undefined;
  const isBraced = writing === 'template' || INSIDE.test(lastOf(text, at));
  const opens = isAsked || (isBraced && inside.trim() === '');
  for (const typed of endingsOf(TYPED.exec(inside)?.[0] ?? '')) {
    if (typed === '' && !opens) return undefined;
    const fitting = matching(names, typed);
    if (fitting.length === 1 && fitting[0]?.path === typed) return undefined; // it stands there
    if (fitting.length > 0) return { from: at - typed.length, names: fitting };
  }
  return undefined;
}

/** What of an expression stands before `at`; undefined: none does, or a text of its own. */
export function expressionBefore(text: string, at: number, writing: Writing): string | undefined {
  const before = lastOf(text, at);
  const [, braced] = INSIDE.exec(before) ?? [];
  const inside = braced ?? (writing === 'condition' ? before : undefined);
  return inside === undefined || isInQuotes(inside) ? undefined : inside;
}

function lastOf(text: string, at: number): string {
  return text.slice(Math.max(0, at - LOOKS_BACK), at);
}

/** The text with the name written in, and where the caret then stands. */
export function withName(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
  path: string,
  writing: Writing,
): { readonly text: string; readonly at: number } {
  const before = text.slice(0, from);
  const after = text.slice(to);
  const isBraced = INSIDE.test(before);
  const isOpen = isBraced && !/^(?:(?!\{\{).)*?\}\}/s.test(after);
  const start = /\{\{$/.test(before) ? ' ' : '';
  const end = isOpen && (writing === 'template' || isBraced) ? ' }}' : '';
  const written = `${before}${start}${path}${end}`;
  return { text: written + after, at: written.length };
}

/** Names whose label or path has what was typed, those that begin with it first. */
function matching(names: readonly VisibleName[], typed: string): readonly VisibleName[] {
  const wanted = typed.toLowerCase();
  const rank = ({ label, path }: VisibleName) => {
    const both = [label.toLowerCase(), path.toLowerCase()];
    if (both.some((each) => each.startsWith(wanted))) return 2;
    return both.some((each) => each.includes(wanted)) ? 1 : 0;
  };
  return names
    .map((name) => ({ name, rank: rank(name) }))
    .filter((each) => each.rank > 0)
    .sort((one, other) => other.rank - one.rank)
    .map(({ name }) => name);
}

/** What may have been typed of a name, the longest first: names of tasks have several words. */
function endingsOf(words: string): readonly string[] {
  const typed = words.trimStart();
  const starts = [...typed.matchAll(/\s+/g)].map(({ index, 0: gap }) => index + gap.length);
  return [typed, ...starts.map((start) => typed.slice(start))];
}

function isInQuotes(expression: string): boolean {
  const without = expression.replace(/\\./g, '').replace(/'[^']*'|"[^"]*"/g, '');
  return /['"]/.test(without);
}
