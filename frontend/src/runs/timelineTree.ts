/** The rows of a timeline with those inside a map or loop under it, where they can be put away. */
import { outerPath } from './paths.ts';
import { subjectOf } from './runContext.ts';
import { isFinal } from './states.ts';
import type { TimelineRow } from './timeline.ts';

export interface TreeRow extends TimelineRow {
  /** How many containers it stands in. */
  readonly depth: number;
  /** Of a container that has some: how many runs are in it, and how many of them have ended. */
  readonly inside?: { readonly count: number; readonly ended: number };
  readonly isOpen: boolean;
}

/** More than these begin put away. */
export const FEW_INSIDE = 8;

/**
 * Rows keep their order among those of one container.
 *
 * `turned` holds the containers that somebody opened or put away, by subject.
 */
export function treeOf(
  rows: readonly TimelineRow[],
  parentOf: (task: string) => string | undefined,
  turned: ReadonlyMap<string, boolean>,
): readonly TreeRow[] {
  const there = new Set(rows.map(({ run }) => subjectOf(run.task, run.path)));
  const inside = Map.groupBy(rows, ({ run }) => {
    const parent = parentOf(run.task);
    const owner = parent === undefined ? '' : subjectOf(parent, outerPath(run.path));
    return there.has(owner) ? owner : '';
  });
  const shown: TreeRow[] = [];
  const add = (row: TimelineRow, depth: number) => {
    const subject = subjectOf(row.run.task, row.run.path);
    const own = inside.get(subject) ?? [];
    const isOpen = turned.get(subject) ?? own.length <= FEW_INSIDE;
    const ended = own.filter(({ run }) => isFinal(run.look)).length;
    const counts = own.length === 0 ? {} : { inside: { count: own.length, ended } };
    shown.push({ ...row, depth, isOpen, ...counts });
    if (isOpen) for (const each of own) add(each, depth + 1);
  };
  for (const row of inside.get('') ?? []) add(row, 0);
  return shown;
}
