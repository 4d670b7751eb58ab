import type * as Y from 'yjs';

/**
 * Make a shared text say `wanted`, changing only what lies between the first and the last
 * difference: what others type outside of it stays. Half surrogate pairs are never split.
 */
export function replaceText(text: Y.Text, wanted: string): void {
  const now = text.toString();
  const start = commonStart(now, wanted);
  const end = commonEnd(now, wanted, start);
  const deleted = now.length - start - end;
  if (deleted > 0) text.delete(start, deleted);
  const inserted = wanted.slice(start, wanted.length - end);
  if (inserted) text.insert(start, inserted);
}

function commonStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at < most && one[at] === other[at]) at += 1;
  return isHighSurrogate(one.charCodeAt(at - 1)) ? at - 1 : at;
}

function commonEnd(one: string, other: string, start: number): number {
  const most = Math.min(one.length, other.length) - start;
  let count = 0;
  while (count < most && one.at(-1 - count) === other.at(-1 - count)) count += 1;
  return isLowSurrogate(one.charCodeAt(one.length - count)) ? count - 1 : count;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
