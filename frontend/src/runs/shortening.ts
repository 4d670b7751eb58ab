/** What would shorten a run: how much of it each step took, and how much of that counts. */
import type { Edge } from '../workflow/edges.ts';

export interface Span {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Milliseconds; `share` of the whole run, 0 to 1. */
export interface Step {
  readonly task: string;
  readonly took: number;
  readonly share: number;
  /** It could have taken this much longer, and the run would not have. */
  readonly slack: number;
  /** By so much would the run be shorter if the step took no time at all. */
  readonly saves: number;
}

interface Timed {
  readonly task: string;
  readonly took: number;
  /** From when it could begin until it did. */
  readonly queued: number;
  readonly sources: readonly string[];
}

/**
 * The steps that decide how long a run takes, those that save most first, then those with the
 * least slack.
 *
 * Reckoned from how it went: each step begins as long after the last of those that it waited for as
 * it did. What had not ended when it began, as behind a join of any, was not waited for.
 *
 * Args: `begin`: when the run began; `most`: so many are told.
 */
export function shortening(
  tasks: readonly string[],
  edges: readonly Edge[],
  spanOf: (task: string) => Span | undefined,
  begin: number,
  most: number,
): readonly Step[] {
  const steps = inOrder(tasks, edges, spanOf, begin);
  const total = lengthOf(steps);
  if (total <= 0) return [];
  const slacks = slacksOf(steps, total);
  const saved = savingsOf(steps, slacks, total, most);
  return steps
    .map(({ task, took }) => ({
      task,
      took,
      share: took / total,
      slack: slacks.get(task) ?? 0,
      saves: saved.get(task) ?? 0,
    }))
    .filter(({ took }) => took > 0)
    .sort(
      (one, other) => other.saves - one.saves || one.slack - other.slack || other.took - one.took,
    )
    .slice(0, most);
}

/** Of the longest steps without slack: none saves more than it took, so the rest need no look. */
function savingsOf(
  steps: readonly Timed[],
  slacks: ReadonlyMap<string, number>,
  total: number,
  most: number,
): ReadonlyMap<string, number> {
  const saved = new Map<string, number>();
  const tight = steps.filter(({ task }) => slacks.get(task) === 0);
  for (const { task, took } of tight.sort((one, other) => other.took - one.took)) {
    const enough = [...saved.values()].filter((each) => each >= took).length;
    if (enough >= most) break;
    saved.set(task, total - lengthOf(steps, task));
  }
  return saved;
}

/** Those that ended, each after all that it waited for. */
function inOrder(
  tasks: readonly string[],
  edges: readonly Edge[],
  spanOf: (task: string) => Span | undefined,
  begin: number,
): readonly Timed[] {
  const spans = new Map(tasks.flatMap((task) => pair(task, spanOf(task))));
  const sources = Map.groupBy(edges, ({ target }) => target);
  const steps = [...spans].map(([task, span]): Timed => {
    const waited = [...new Set((sources.get(task) ?? []).map(({ source }) => source))].filter(
      (source) => (spans.get(source)?.endedAt ?? Number.POSITIVE_INFINITY) <= span.startedAt,
    );
    const free = waited.reduce((at, each) => Math.max(at, spans.get(each)?.endedAt ?? 0), begin);
    const queued = Math.max(0, span.startedAt - free);
    return { task, took: span.endedAt - span.startedAt, queued, sources: waited };
  });
  return topological(steps);
}

function pair(task: string, span: Span | undefined): readonly (readonly [string, Span])[] {
  return span === undefined ? [] : [[task, span]];
}

function topological(steps: readonly Timed[]): readonly Timed[] {
  const left = new Map(steps.map((step) => [step.task, step.sources.length]));
  const after = new Map<string, Timed[]>();
  for (const step of steps) {
    for (const source of step.sources) after.set(source, [...(after.get(source) ?? []), step]);
  }
  const sorted = steps.filter(({ sources }) => sources.length === 0);
  for (const step of sorted) {
    for (const next of after.get(step.task) ?? []) {
      const count = (left.get(next.task) ?? 0) - 1;
      left.set(next.task, count);
      if (count === 0) sorted.push(next);
    }
  }
  return sorted;
}

/** How long all of them take; `without`: this one takes no time. */
function lengthOf(steps: readonly Timed[], without?: string): number {
  const ends = new Map<string, number>();
  let last = 0;
  for (const { task, took, queued, sources } of steps) {
    const free = sources.reduce((at, source) => Math.max(at, ends.get(source) ?? 0), 0);
    const end = free + queued + (task === without ? 0 : took);
    ends.set(task, end);
    last = Math.max(last, end);
  }
  return last;
}

function slacksOf(steps: readonly Timed[], total: number): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  for (const { task, took, queued, sources } of steps) {
    const free = sources.reduce((at, source) => Math.max(at, ends.get(source) ?? 0), 0);
    ends.set(task, free + queued + took);
  }
  const latest = new Map<string, number>();
  for (const { task, took, queued, sources } of steps.toReversed()) {
    const end = latest.get(task) ?? total;
    latest.set(task, end);
    for (const source of sources) {
      latest.set(source, Math.min(latest.get(source) ?? total, end - took - queued));
    }
  }
  return new Map(steps.map(({ task }) => [task, (latest.get(task) ?? 0) - (ends.get(task) ?? 0)]));
}
