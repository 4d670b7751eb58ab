import { useRoom } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { lasting } from '../ui/time.ts';
import { nameOf } from '../workflow/graph.ts';
import type { ExecutionFeed } from './executionFeed.ts';
import css from './runs.module.css';
import { useAllTasks, useExecutionSummary } from './useExecution.ts';

const MOST = 300;

interface Row {
  readonly task: string;
  readonly from: number;
  readonly to: number;
}

/** Every task as a bar over the time of the run, in the order in which they began. */
export function RunTasks() {
  const feed = useAllTasks();
  const execution = useExecutionSummary();
  const designer = useDesigner();
  const { view } = useRoom();
  if (feed === undefined) return null;
  const begin = Date.parse(execution?.created_at ?? '') || Date.now();
  const end = execution?.ended_at ? Date.parse(execution.ended_at) : Date.now();
  const rows = rowsOf(feed, end);

  return (
    <ol className={css.rows} aria-label="Tasks of the run">
      {rows.slice(0, MOST).map(({ task, from, to }) => (
        <li key={task}>
          <button type="button" className={css.row} onClick={() => designer.select([task])}>
            <span className={css.rowName}>{nameOf(task, view.entry('tasks', task))}</span>
            <StateMark look={feed.statusOf(task)?.look ?? 'queued'} />
            <Bar
              look={feed.statusOf(task)?.look}
              from={(from - begin) / (end - begin || 1)}
              to={(to - begin) / (end - begin || 1)}
            />
            <span className={css.number}>{from > to ? '–' : lasting(to - from)}</span>
          </button>
        </li>
      ))}
      {rows.length > MOST && (
        <li className={css.faint}>{rows.length - MOST} more in the whole run.</li>
      )}
    </ol>
  );
}

function Bar({ look, from, to }: { look: string | undefined; from: number; to: number }) {
  const left = Math.max(0, Math.min(1, from)) * 100;
  const width = Math.max(0.5, (Math.min(1, to) - Math.max(0, from)) * 100);
  return (
    <svg
      className={css.bar}
      data-look={look}
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {to >= from && <rect x={left} y="1" width={width} height="8" rx="1" />}
    </svg>
  );
}

function rowsOf(feed: ExecutionFeed, end: number): readonly Row[] {
  return feed
    .tasks()
    .map((task): Row => {
      const runs = feed.statusOf(task)?.runs ?? [];
      const starts = runs.flatMap(({ startedAt }) => (startedAt ? [Date.parse(startedAt)] : []));
      const ends = runs.map(({ startedAt, endedAt }) =>
        endedAt ? Date.parse(endedAt) : startedAt ? end : 0,
      );
      return starts.length === 0
        ? { task, from: Number.POSITIVE_INFINITY, to: 0 }
        : { task, from: Math.min(...starts), to: Math.max(...ends) };
    })
    .sort((one, other) => one.from - other.from || one.task.localeCompare(other.task));
}
