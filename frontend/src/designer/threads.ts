/** How many threads of comments there are about each place, and in which order they are shown. */
import type { Shape } from '../api/client.ts';

export type Thread = Shape<'ThreadRow'>;

export interface ThreadCount {
  readonly open: number;
  /** Comments of others that this person has not seen yet. */
  readonly unread: number;
}

/** Under which those are counted that are about no task and no edge; no id is like it. */
export const ELSEWHERE = '';

/** Of threads that are not resolved, by the id of the task or edge: no task is called as an edge. */
export function countsByPlace(threads: readonly Thread[]): ReadonlyMap<string, ThreadCount> {
  const counts = new Map<string, ThreadCount>();
  for (const { place, subject, unread, resolved_at: resolved } of threads) {
    if (resolved) continue;
    const key = place === 'task' || place === 'edge' ? subject : ELSEWHERE;
    const { open, unread: before } = counts.get(key) ?? { open: 0, unread: 0 };
    counts.set(key, { open: open + 1, unread: before + unread });
  }
  return counts;
}

/** Those about points of the canvas that are not resolved. */
export function onPoints(threads: readonly Thread[]): readonly Thread[] {
  return threads.filter(({ place, resolved_at: resolved }) => place === 'point' && !resolved);
}

/** `2 comments, 1 new`; empty: there are none. */
export function countInWords(count: ThreadCount | undefined): string {
  if (count === undefined) return '';
  const { open, unread } = count;
  return `${open} open ${open === 1 ? 'comment' : 'comments'}${unread > 0 ? `, ${unread} new` : ''}`;
}

/** The thread that is wanted first, then what is about the selection, in the order in which it comes. */
export function sortedFor(
  subject: string | undefined,
  threads: readonly Thread[],
  wanted?: string,
): Thread[] {
  const rank = (thread: Thread) =>
    Number(thread.id === wanted) * 2 + Number(isAbout(thread, subject));
  return [...threads].sort((one, other) => rank(other) - rank(one));
}

/** Whether a thread is about this task or edge. */
export function isAbout({ place, subject }: Thread, about: string | undefined): boolean {
  return about !== undefined && (place === 'task' || place === 'edge') && subject === about;
}
