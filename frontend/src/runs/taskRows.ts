/** The list of a run's tasks: their order, and where their bars stand. */
import type { TaskStatus } from './statuses.ts';

interface Statuses {
  readonly tasks: () => readonly string[];
  readonly statusOf: (task: string) => TaskStatus | undefined;
}

/** In the order in which they began, then by id; gives `before` back when that is still right. */
export function orderOf(statuses: Statuses, before: readonly string[]): readonly string[] {
  const started = (task: string) => statuses.statusOf(task)?.startedAt ?? Number.POSITIVE_INFINITY;
  const order = statuses
    .tasks()
    .map((task) => [task, started(task)] as const)
    .sort(([one, first], [other, second]) =>
      first === second ? (one < other ? -1 : 1) : first - second,
    )
    .map(([task]) => task);
  return order.length === before.length && order.every((task, at) => task === before[at])
    ? before
    : order;
}

/** The time that all bars are drawn over; milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Bar {
  /** 0 to 1, of the whole span. */
  readonly left: number;
  readonly width: number;
  readonly tookMs: number;
}

const THINNEST = 0.005;

/** Nothing before the task began; up to now while it runs. */
export function barOf(status: TaskStatus | undefined, { from, to }: Span): Bar | undefined {
  if (status?.startedAt === undefined) return undefined;
  const end = Math.max(status.startedAt, status.endedAt ?? to);
  const length = Math.max(1, to - from);
  const place = (at: number) => Math.min(1, Math.max(0, (at - from) / length));
  const left = Math.min(place(status.startedAt), 1 - THINNEST);
  const width = Math.max(THINNEST, place(end) - left);
  return { left, width, tookMs: end - status.startedAt };
}
