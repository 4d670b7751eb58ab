import { memo } from 'react';
import { Elapsed } from '../../runs/Elapsed.tsx';
import { subjectOf, useRunHere } from '../../runs/runContext.ts';
import { type Look, signOf } from '../../runs/states.ts';
import { type Axis, waits } from '../../runs/timeline.ts';
import type { TreeRow } from '../../runs/timelineTree.ts';
import { ChevronDown, ChevronRight } from '../../ui/icons.ts';
import { lasting } from '../../ui/time.ts';
import css from './timeline.module.css';
import type { EarlierAttempt } from './useEarlierAttempts.ts';

const DEEPEST_SHOWN = 6;
const INDENT_PX = 14;

interface Props {
  readonly row: TreeRow;
  readonly axis: Axis;
  readonly end: number;
  readonly top: number;
  readonly isCritical: boolean;
  readonly earlier: readonly EarlierAttempt[] | undefined;
  readonly onTurn: (subject: string, isOpen: boolean) => void;
}

export const TimelineBar = memo(function TimelineBar(props: Props) {
  const { row, top, isCritical, onTurn } = props;
  const { nameOf, selected, select } = useRunHere();
  const { run, inside, isOpen, depth } = row;
  const subject = subjectOf(run.task, run.path);
  const name = nameOf(run.task);
  const indent = INDENT_PX * Math.min(depth, DEEPEST_SHOWN);
  return (
    <li className={css.row} style={{ transform: `translateY(${top}px)` }} data-look={run.look}>
      {inside && (
        <button
          type="button"
          className={css.turn}
          style={{ insetInlineStart: indent }}
          aria-expanded={isOpen}
          aria-label={`${inside.count} runs in ${name}`}
          onClick={() => onTurn(subject, !isOpen)}
        >
          {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
        </button>
      )}
      <button
        type="button"
        data-row
        className={css.pick}
        aria-current={subject === selected ? 'true' : undefined}
        onClick={() => select(subject === selected ? undefined : subject)}
      >
        <span className={css.name} style={{ paddingInlineStart: indent }}>
          <span className={css.sign} aria-hidden="true">
            {signOf(run.look)}
          </span>
          <span className={css.cut}>{name}</span>
          {run.path && <span className={css.path}>[{run.path}]</span>}
          <span className={css.hidden}>
            {run.look}
            {isCritical && ', on the critical path'}
          </span>
          {inside && (
            <span className={css.path} title="Ended, of the runs in it">
              {inside.ended}/{inside.count}
            </span>
          )}
          {run.attempt > 1 && (
            <span className={css.path} title={`Attempt ${run.attempt}`}>
              ×{run.attempt}
            </span>
          )}
        </span>
        <Lane {...props} />
        <span className={css.took}>
          <Elapsed from={run.startedAt} to={run.endedAt} />
        </span>
      </button>
    </li>
  );
});

/** When it waited and worked, its earlier attempts included. */
function Lane({ row, axis, end, isCritical, earlier = [] }: Props) {
  const { readyAt, startedAt, endedAt } = row;
  return (
    <span className={css.lane}>
      {readyAt !== undefined && (
        <Stretch
          is="queued"
          from={axis.place(Math.min(readyAt, ...earlier.map(({ from }) => from)))}
          to={axis.place(startedAt ?? endedAt ?? end)}
        />
      )}
      {earlier.map(({ number, look, from, to }) => (
        <Stretch
          key={number}
          is="work"
          look={look}
          title={`Attempt ${number}: ${look}, ${lasting(to - from)}`}
          from={axis.place(from)}
          to={axis.place(to)}
        />
      ))}
      {startedAt !== undefined && (
        <Stretch
          is={waits(row) ? 'wait' : 'work'}
          from={axis.place(startedAt)}
          to={axis.place(endedAt ?? end)}
          isCritical={isCritical}
        />
      )}
      {axis.folds.map(({ from, to }) => (
        <span
          key={from}
          className={css.break}
          style={{ left: `${50 * (axis.place(from) + axis.place(to))}%` }}
        />
      ))}
    </span>
  );
}

interface StretchProps {
  readonly is: 'queued' | 'work' | 'wait';
  readonly from: number;
  readonly to: number;
  readonly isCritical?: boolean;
  readonly look?: Look;
  readonly title?: string;
}

function Stretch({ is, from, to, isCritical = false, look, title }: StretchProps) {
  return (
    <span
      className={css.stretch}
      data-is={is}
      data-look={look}
      data-critical={isCritical || undefined}
      title={title}
      style={{ left: `${from * 100}%`, width: `${Math.max(0, to - from) * 100}%` }}
    />
  );
}
