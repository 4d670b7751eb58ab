/** How many threads of comments there are about each task, and in which order they are shown. */
import type { Shape } from '../api/client.ts';

export type Thread = Shape<'ThreadRow'>;

export interface ThreadCount {
  readonly open: number;
  /** Comments of others that this person has not seen yet. */
  readonly unread: number;
}

/** Of threads that are not resolved, by task. */
export function countsByTask(threads: readonly Thread[]): ReadonlyMap<string, ThreadCount> {
  const counts = new Map<string, ThreadCount>();
  for (const { place, subject, unread, resolved_at: resolved } of threads) {
    if (place !== 'task' || resolved) continue;
    const { open, unread: before } = counts.get(subject) ?? { open: 0, unread: 0 };
    counts.set(subject, { open: open + 1, unread: before + unread });
  }
  return counts;
}

/** `2 comments, 1 new`; empty: there are none. */
export function countInWords(count: ThreadCount | undefined): string {
  if (count === undefined) return '';
  const { open, unread } = count;
  return `${open} open ${open === 1 ? 'comment' : 'comments'}${unread > 0 ? `, ${unread} new` : ''}`;
}

/** What is about the task first, in the order in which it comes. */
export function sortedFor(task: string | undefined, threads: readonly Thread[]): Thread[] {
  const isAbout = ({ place, subject }: Thread) =>
    Number(task !== undefined && place === 'task' && subject === task);
  return [...threads].sort((one, other) => isAbout(other) - isAbout(one));
}
