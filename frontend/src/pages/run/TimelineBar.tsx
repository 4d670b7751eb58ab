import { memo } from 'react';
import { Elapsed } from '../../runs/Elapsed.tsx';
import { subjectOf, useRunHere } from '../../runs/runContext.ts';
import { signOf } from '../../runs/states.ts';
import { type Axis, type TimelineRow, waits } from '../../runs/timeline.ts';
import css from './timeline.module.css';

interface Props {
  readonly row: TimelineRow;
  readonly axis: Axis;
  readonly end: number;
  readonly top: number;
  readonly isCritical: boolean;
}

export const TimelineBar = memo(function TimelineBar({ row, axis, end, top, isCritical }: Props) {
  const { nameOf, selected, select } = useRunHere();
  const { run, readyAt, startedAt, endedAt } = row;
  const subject = subjectOf(run.task, run.path);
  return (
    <li className={css.row} style={{ transform: `translateY(${top}px)` }} data-look={run.look}>
      <button
        type="button"
        data-row
        className={css.pick}
        aria-current={subject === selected ? 'true' : undefined}
        onClick={() => select(subject === selected ? undefined : subject)}
      >
        <span className={css.name}>
          <span className={css.sign} aria-hidden="true">
            {signOf(run.look)}
          </span>
          <span className={css.cut}>{nameOf(run.task)}</span>
          {run.path && <span className={css.path}>[{run.path}]</span>}
          <span className={css.hidden}>
            {run.look}
            {isCritical && ', on the critical path'}
          </span>
          {run.attempt > 1 && <span className={css.path}>×{run.attempt}</span>}
        </span>
        <span className={css.lane}>
          {readyAt !== undefined && (
            <Stretch
              is="queued"
              from={axis.place(readyAt)}
              to={axis.place(startedAt ?? endedAt ?? end)}
            />
          )}
          {startedAt !== undefined && (
            <Stretch
              is={waits(row) ? 'wait' : 'work'}
              from={axis.place(startedAt)}
              to={axis.place(endedAt ?? end)}
              isCritical={isCritical}
            />
          )}
        </span>
        <span className={css.took}>
          <Elapsed from={run.startedAt} to={run.endedAt} />
        </span>
      </button>
    </li>
  );
});

interface StretchProps {
  readonly is: 'queued' | 'work' | 'wait';
  readonly from: number;
  readonly to: number;
  readonly isCritical?: boolean;
}

function Stretch({ is, from, to, isCritical = false }: StretchProps) {
  return (
    <span
      className={css.stretch}
      data-is={is}
      data-critical={isCritical || undefined}
      style={{ left: `${from * 100}%`, width: `${Math.max(0, to - from) * 100}%` }}
    />
  );
}
