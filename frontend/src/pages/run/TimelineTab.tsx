import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { hasEnded } from '../../runs/executionLook.ts';
import { subjectOf, useRunHere } from '../../runs/runContext.ts';
import { LOOKS, type Look } from '../../runs/states.ts';
import { axisOf, rowsOf, type TimelineRow, ticksOf } from '../../runs/timeline.ts';
import { treeOf } from '../../runs/timelineTree.ts';
import { useExecutionFeed, useExecutionSummary } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';
import list from '../../ui/list.module.css';
import { SearchField } from '../../ui/SearchField.tsx';
import { useRowKeys } from '../../ui/useRowKeys.ts';
import { parentOf } from '../../workflow/graph.ts';
import { isObject } from '../../workflow/json.ts';
import { AxisHead } from './AxisHead.tsx';
import { Shortening } from './Shortening.tsx';
import { TimelineBar } from './TimelineBar.tsx';
import css from './timeline.module.css';
import { useCriticalPath } from './useCriticalPath.ts';
import { useEarlierAttempts } from './useEarlierAttempts.ts';

const ROW_PX = 30;
const NUMBER = new Intl.NumberFormat('en');
const LEGEND = {
  queued: 'queued',
  work: 'works',
  wait: 'waits for a person or time',
  critical: 'critical path',
} as const;

/** Every task run as a bar over time: waited, worked, waited for a person. */
export function TimelineTab() {
  const { rows, axis, end, earlier } = useTimeline();
  const { path } = useCriticalPath();
  const critical = useMemo(() => new Set(path), [path]);
  const [search, setSearch] = useState('');
  const [look, setLook] = useState<Look>();
  const whole = NUMBER.format(rows.length);
  const box = useRef<HTMLDivElement>(null);
  const onKeyDown = useRowKeys();
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map());
  const { shown, looks, found } = useShown(rows, search, look, turned);
  const turn = useCallback(
    (subject: string, isOpen: boolean) =>
      setTurned((before) => new Map(before).set(subject, isOpen)),
    [],
  );
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });

  return (
    <div className={css.timeline}>
      <div className={list.tools}>
        <SearchField label="Find a task" value={search} onChange={setSearch} />
        <fieldset className={list.tabs} aria-label="State">
          <button
            type="button"
            aria-pressed={look === undefined}
            onClick={() => setLook(undefined)}
          >
            all
          </button>
          {looks.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={look === each}
              onClick={() => setLook(each)}
            >
              {each}
            </button>
          ))}
        </fieldset>
        <span className={list.faint}>
          {found === rows.length ? whole : `${NUMBER.format(found)} of ${whole}`}{' '}
          {rows.length === 1 ? 'task run' : 'task runs'}
        </span>
      </div>
      <section ref={box} className={css.scroll} aria-label="Time" onKeyDown={onKeyDown}>
        <AxisHead axis={axis} ticks={ticksOf(axis)} />
        <ol
          className={css.rows}
          aria-label="Task runs in time"
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = shown[index];
            return (
              row && (
                <TimelineBar
                  key={`${row.run.task} ${row.run.path}`}
                  row={row}
                  axis={axis}
                  end={end}
                  top={start}
                  isCritical={row.run.path === '' && critical.has(row.run.task)}
                  earlier={earlier.get(subjectOf(row.run.task, row.run.path))}
                  onTurn={turn}
                />
              )
            );
          })}
        </ol>
      </section>
      <p className={css.legend} aria-hidden="true">
        {Object.entries(LEGEND).map(([is, meaning]) => (
          <span key={is}>
            <i data-is={is} /> {meaning}
          </span>
        ))}
      </p>
      <Shortening />
    </div>
  );
}

/**
 * Computed anew only when the rows or what is wanted changed, not whenever one scrolls.
 *
 * Who searches sees all that is found; otherwise what stands in a container can be put away.
 */
function useShown(
  rows: readonly TimelineRow[],
  search: string,
  look: Look | undefined,
  turned: ReadonlyMap<string, boolean>,
) {
  const { nameOf, document } = useRunHere();
  return useMemo(() => {
    const wanted = search.toLowerCase();
    const found = rows.filter(
      ({ run }) =>
        (look === undefined || run.look === look) &&
        (wanted === '' || `${nameOf(run.task)} ${run.task}`.toLowerCase().includes(wanted)),
    );
    const tasks = isObject(document.tasks) ? document.tasks : {};
    const outer = (id: string) => parentOf(isObject(tasks[id]) ? tasks[id] : undefined);
    const isWhole = found.length === rows.length;
    const there = new Set(rows.map(({ run }) => run.look));
    return {
      shown: treeOf(found, isWhole ? outer : () => undefined, turned),
      found: found.length,
      looks: LOOKS.filter((each) => each === look || there.has(each)),
    };
  }, [rows, search, look, turned, nameOf, document]);
}

function useTimeline() {
  const { execution } = useRunHere();
  const feed = useExecutionFeed();
  const summary = useExecutionSummary();
  const version = usePacedVersion();
  const now = useNow(!hasEnded(summary?.state ?? execution.state));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the feed changed
  const rows = useMemo(() => (feed ? rowsOf(feed) : []), [feed, version]);
  const begin = Date.parse(execution.started_at ?? execution.created_at);
  const endedAt = summary?.ended_at ?? execution.ended_at;
  const end = endedAt ? Date.parse(endedAt) : now;
  const earlier = useEarlierAttempts(execution.id, rows);
  const axis = useMemo(
    () => axisOf(rows, begin, Math.max(end, begin + 1), [...earlier.values()].flat()),
    [rows, begin, end, earlier],
  );
  return { rows, axis, end, earlier };
}

const TICK_MS = 500;

function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}
