import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useRoom } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { lasting } from '../ui/time.ts';
import { useRowKeys } from '../ui/useRowKeys.ts';
import { nameOf } from '../workflow/graph.ts';
import css from './runs.module.css';
import { barOf, orderOf, type Span } from './taskRows.ts';
import { useExecutionFeed, useExecutionSummary, useTaskStatus } from './useExecution.ts';

const ROW_PX = 28;
const TICK_MS = 500;

/** Every task as a bar over the time of the run, in the order in which they began. */
export function RunTasks() {
  const tasks = useOrder();
  const span = useSpan();
  const box = useRef<HTMLDivElement>(null);
  const onKeyDown = useRowKeys();
  const virtual = useVirtualizer({
    count: tasks.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });

  return (
    <section ref={box} className={css.rows} aria-label="In time" onKeyDown={onKeyDown}>
      <ol aria-label="Tasks of the run" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const task = tasks[index];
          return task && <TaskRow key={task} task={task} top={start} span={span} />;
        })}
      </ol>
    </section>
  );
}

interface RowProps {
  readonly task: string;
  readonly top: number;
  readonly span: Span;
}

const TaskRow = memo(function TaskRow({ task, top, span }: RowProps) {
  const status = useTaskStatus(task);
  const designer = useDesigner();
  const { view } = useRoom();
  const bar = barOf(status, span);
  return (
    <li style={{ transform: `translateY(${top}px)` }}>
      <button type="button" className={css.row} data-row onClick={() => designer.select([task])}>
        <span className={css.rowName}>{nameOf(task, view.entry('tasks', task))}</span>
        <StateMark look={status?.look ?? 'queued'} />
        <svg
          className={css.bar}
          data-look={status?.look}
          viewBox="0 0 1 1"
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {bar && <rect x={bar.left} y="0.1" width={bar.width} height="0.8" />}
        </svg>
        <span className={css.number}>{bar ? lasting(bar.tookMs) : '–'}</span>
      </button>
    </li>
  );
});

/** Changes only when a task began, not with every state. */
function useOrder(): readonly string[] {
  const feed = useExecutionFeed();
  const [order, setOrder] = useState<readonly string[]>([]);
  useEffect(() => {
    if (feed === undefined) return setOrder([]);
    const read = () => setOrder((before) => orderOf(feed.statuses, before));
    read();
    return feed.version.subscribe(read);
  }, [feed]);
  return order;
}

/** From when the run was asked for to its end, or to now, as of the last half second. */
function useSpan(): Span {
  const execution = useExecutionSummary();
  const [now, setNow] = useState(Date.now);
  const isRunning = execution !== undefined && execution.ended_at === null;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  const from = Date.parse(execution?.created_at ?? '') || now;
  const to = execution?.ended_at ? Date.parse(execution.ended_at) : Math.max(now, from);
  return useMemo(() => ({ from, to }), [from, to]);
}
