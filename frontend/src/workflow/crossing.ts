/** The edges that cross the border of a selection, and whether one task could take its place. */
import type { DocView } from './docView.ts';
import { type Edge, waitsFor } from './edges.ts';
import { nameOf } from './graph.ts';

export interface Crossing {
  /** What the one task waits for. */
  readonly sources: readonly Omit<Edge, 'target'>[];
  readonly targets: readonly string[];
  /** How it joins what it waits for, and whether the tasks inside no longer do so. */
  readonly join: string;
  readonly inside: readonly Edge[];
  /** Why it cannot be. */
  readonly blockers: readonly string[];
  /** What would be otherwise than before. */
  readonly notes: readonly string[];
}

/** `outer` are the tasks of the selection that stand in nothing else of it. */
export function crossingOf(
  view: DocView,
  outer: ReadonlySet<string>,
  all: ReadonlySet<string>,
): Crossing {
  const edges = view.edges();
  const into = edges.filter(({ source, target }) => !all.has(source) && all.has(target));
  const outOf = edges.filter(({ source, target }) => all.has(source) && !all.has(target));
  const inside = edges.filter(({ source, target }) => all.has(source) && all.has(target));
  const entry = entryOf(view, outer, into, inside);
  const exit = exitOf(view, outOf, inside);
  return {
    sources: entry.sources,
    targets: [...new Set(outOf.map(({ target }) => target))],
    join: entry.join,
    inside,
    blockers: [...returning(view, into, outOf, edges, all), ...entry.blockers, ...exit.blockers],
    notes: [...entry.notes, ...exit.notes],
  };
}

/** A path that leaves the selection and comes back: what it goes through would wait for itself. */
function returning(
  view: DocView,
  into: readonly Edge[],
  outOf: readonly Edge[],
  edges: readonly Edge[],
  all: ReadonlySet<string>,
): readonly string[] {
  const next = Map.groupBy(edges, ({ source }) => source);
  const from = new Map(outOf.map((edge) => [edge.target, edge]));
  const waiting = [...from.keys()];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const left = from.get(at) as Edge;
    const back = into.find(({ source }) => source === at);
    if (back !== undefined) {
      const [one, other] = [left.source, back.target].map((id) => called(view, id));
      return [
        `${called(view, at)} comes after ${one} and before ${other}. Select it, too, or leave one of both out.`,
      ];
    }
    for (const { target } of next.get(at) ?? []) {
      if (from.has(target) || all.has(target)) continue;
      from.set(target, left);
      waiting.push(target);
    }
  }
  return [];
}

type Entry = Pick<Crossing, 'sources' | 'join' | 'blockers' | 'notes'>;

function entryOf(
  view: DocView,
  outer: ReadonlySet<string>,
  into: readonly Edge[],
  inside: readonly Edge[],
): Entry {
  const byTarget = [...Map.groupBy(into, ({ target }) => target)];
  const sources = [
    ...new Map(into.map(({ target: _, ...from }) => [outcomeOf(from), from])).values(),
  ];
  const joins = new Set(byTarget.map(([id]) => joinOf(view, id)));
  const waits = new Set(byTarget.map(([, edges]) => edges.map(waitsFor).sort().join(' ')));
  const starts = [...outer].filter((id) => !inside.some(({ target }) => target === id));
  const isOneStart = waits.size <= 1 && starts.length === byTarget.length;
  const isPlain = into.every(({ outcome }) => outcome === undefined);
  if (isPlain && [...joins].every((join) => join === 'all')) {
    return { sources, join: 'all', blockers: [], notes: isOneStart ? [] : together(view, sources) };
  }
  const onlyFromOutside = byTarget.every(([id]) => starts.includes(id));
  if (isOneStart && onlyFromOutside && joins.size === 1) {
    return { sources, join: [...joins][0] as string, blockers: [], notes: [] };
  }
  const names = byTarget.map(([id]) => called(view, id)).join(', ');
  return {
    sources,
    join: 'all',
    blockers: [
      `It would begin under one condition, but outcomes or joins let its tasks begin under several: see what ${names} wait for.`,
    ],
    notes: [],
  };
}

function together(view: DocView, sources: Crossing['sources']): readonly string[] {
  if (sources.length === 0) return [];
  const names = sources.map(({ source }) => called(view, source)).join(', ');
  return [`All of it waits for ${names} now; some of it did not before.`];
}

function exitOf(view: DocView, outOf: readonly Edge[], inside: readonly Edge[]) {
  const blockers = outOf
    .filter(({ outcome }) => outcome !== undefined)
    .map(
      ({ source, outcome, target }) =>
        `${called(view, target)} waits for the outcome “${outcome}” of ${called(view, source)}, which nobody outside would see. Select it, too, or leave ${called(view, source)} out.`,
    );
  const skipped = skippable(view, inside, outOf);
  const maybe = new Map(
    outOf.filter(({ source }) => skipped.has(source)).map(({ source, target }) => [target, source]),
  );
  const notes = [...maybe].map(
    ([target, source]) =>
      `${called(view, target)} would also run where ${called(view, source)} was skipped; it reads null then.`,
  );
  return { blockers, notes };
}

/** The tasks that something inside of the selection may skip, and so all that wait for them there. */
function skippable(view: DocView, inside: readonly Edge[], ends: readonly Edge[]) {
  const next = Map.groupBy(inside, ({ source }) => source);
  const found = new Set(inside.flatMap((edge) => (edge.outcome === undefined ? [] : edge.target)));
  for (const id of new Set([...inside, ...ends].map(({ source }) => source))) {
    const task = view.entry('tasks', id);
    if (task?.when !== undefined || task?.disabled === true) found.add(id);
  }
  for (const id of found) for (const { target } of next.get(id) ?? []) found.add(target);
  return found;
}

function outcomeOf({ source, outcome }: Omit<Edge, 'target'>): string {
  return outcome === undefined ? source : `${source}.${outcome}`;
}

function joinOf(view: DocView, id: string): string {
  const join = view.entry('tasks', id)?.join;
  return typeof join === 'string' ? join : 'all';
}

/** How people know a task. */
export function called(view: DocView, id: string): string {
  return `“${nameOf(id, view.entry('tasks', id))}”`;
}
