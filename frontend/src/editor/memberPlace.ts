/** Where in an expression something of a value is being named: `tasks.plan.output.ti|`. */
import { expressionBefore, type Writing } from './completing.ts';

export type Key = string | number;

/** What a path begins with, and what it goes on with. */
export interface Path {
  readonly root: string;
  readonly keys: readonly Key[];
}

export interface MemberPlace extends Path {
  /** Where the dot stands. */
  readonly from: number;
  /** What was typed behind it. */
  readonly typed: string;
}

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
const STEP = String.raw`(?:\.${NAME}|\[(?:\d{1,9}|'[^'\\]*'|"[^"\\]*")\])`;
const AT_THE_END = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.\])'"])(${NAME})(${STEP}*)\.(${NAME})?$`,
  'u',
);
const WHOLE = new RegExp(String.raw`^\{\{-?\s*(${NAME})(${STEP}*)\s*-?\}\}$`, 'u');
const STEPS = new RegExp(STEP, 'gu');
/** So many steps belong to the names themselves, which are offered otherwise. */
const OWN_STEPS: Readonly<Record<string, number>> = {
  tasks: 1,
  inputs: 1,
  item: 0,
  previous: 0,
  execution: 0,
};

export function memberPlaceAt(text: string, at: number, writing: Writing): MemberPlace | undefined {
  const [, root = '', steps = '', typed = ''] =
    AT_THE_END.exec(expressionBefore(text, at, writing) ?? '') ?? [];
  const keys = keysOf(steps);
  if (keys.length < (OWN_STEPS[root] ?? Number.POSITIVE_INFINITY)) return undefined;
  return { root, keys, typed, from: at - typed.length - 1 };
}

/** The path that a text is, if it is one and nothing else: it keeps the type of what is there. */
export function pathOf(text: string): Path | undefined {
  const [, root, steps = ''] = WHOLE.exec(text.trim()) ?? [];
  return root === undefined ? undefined : { root, keys: keysOf(steps) };
}

export function writtenPath({ root, keys }: Path): string {
  return root + keys.map(writtenKey).join('');
}

/** `.title`, `['first name']` or `[0]`. */
export function writtenKey(key: Key): string {
  if (typeof key === 'number') return `[${key}]`;
  if (new RegExp(`^${NAME}$`, 'u').test(key)) return `.${key}`;
  // Double quotes would end the texts of JSON in which expressions stand.
  return key.includes("'") ? `["${key}"]` : `['${key}']`;
}

function keysOf(steps: string): readonly Key[] {
  return [...steps.matchAll(STEPS)].map(([step]) => {
    if (step.startsWith('.')) return step.slice(1);
    const inner = step.slice(1, -1);
    return /^\d/.test(inner) ? Number(inner) : inner.slice(1, -1);
  });
}
