import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Shape } from '../../api/client.ts';
import { executionQuery } from '../../api/executions.ts';
import { extentOf, type Pair, pairsOf, type Side } from '../../runs/comparison.ts';
import type { RunHere } from '../../runs/runContext.ts';
import { settingsText } from '../../runs/settingsText.ts';
import { lookOf } from '../../runs/states.ts';
import { Button } from '../../ui/Button.tsx';
import list from '../../ui/list.module.css';
import { amount, money } from '../../ui/money.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { lasting } from '../../ui/time.ts';
import { useRowKeys } from '../../ui/useRowKeys.ts';
import { isObject } from '../../workflow/json.ts';
import { useRunDocument } from '../run/useRunDocument.ts';
import { DifferencesOf } from './DifferencesOf.tsx';
import css from './executions.module.css';

const PAGE = 200;

interface Props {
  readonly a: string;
  readonly b: string;
  readonly before: readonly Shape<'TaskRunRow'>[];
  readonly after: readonly Shape<'TaskRunRow'>[];
}

/** Task by task; a press shows how settings, input and output differ. */
export function CompareTable({ a, b, before, after }: Props) {
  const one = useRunDocument(useQuery(executionQuery(a)).data);
  const other = useRunDocument(useQuery(executionQuery(b)).data);
  const pairs = useMemo(() => pairsOf(before, after), [before, after]);
  const extent = useMemo(() => extentOf(pairs), [pairs]);
  const [opened, setOpened] = useState<string>();
  const [most, setMost] = useState(PAGE);
  const onKeyDown = useRowKeys();
  return (
    <>
      <section className={list.list} aria-label="Tasks of both runs" onKeyDown={onKeyDown}>
        <div className={`${list.row} ${list.heads} ${css.compare}`} aria-hidden="true">
          <span>Task</span>
          <span className={css.narrowOut}>Before</span>
          <span className={css.narrowOut}>After</span>
          <span className={css.narrowOut}>Over time</span>
          <span className={list.number}>Δ time</span>
          <span className={`${list.number} ${css.narrowOut}`}>Took, after</span>
          <span className={`${list.number} ${css.narrowOut}`}>Δ tokens</span>
          <span className={list.number}>Δ cost</span>
        </div>
        <ul>
          {pairs.slice(0, most).map((pair) => (
            <li key={pair.task} className={`${list.row} ${css.compare}`}>
              <Line
                pair={pair}
                extent={extent}
                name={(other.document.tasks ? other : one).nameOf(pair.task)}
                isChanged={settingsOf(one, pair.task) !== settingsOf(other, pair.task)}
                isOpened={opened === pair.task}
                onTurn={() => setOpened(opened === pair.task ? undefined : pair.task)}
              />
              {opened === pair.task && (
                <DifferencesOf
                  a={a}
                  b={b}
                  pair={pair}
                  settings={[settingsOf(one, pair.task), settingsOf(other, pair.task)]}
                />
              )}
            </li>
          ))}
        </ul>
      </section>
      {pairs.length > most && (
        <Button className={list.more ?? ''} onClick={() => setMost(most + PAGE)}>
          Show more of {pairs.length}
        </Button>
      )}
    </>
  );
}

function settingsOf({ document: { tasks } }: Pick<RunHere, 'document'>, id: string): string {
  const task = isObject(tasks) ? tasks[id] : undefined;
  return settingsText(isObject(task) ? task : undefined);
}

interface LineProps {
  readonly pair: Pair;
  readonly name: string;
  /** Milliseconds that the width of the bars stands for. */
  readonly extent: number;
  /** Its settings are others. */
  readonly isChanged: boolean;
  readonly isOpened: boolean;
  readonly onTurn: () => void;
}

function Line({ pair, name, extent, isChanged, isOpened, onTurn }: LineProps) {
  const { before, after, msMore, costMore, tokensMore } = pair;
  const differs = !before ? 'only after' : !after ? 'only before' : isChanged && 'settings changed';
  return (
    <>
      <button
        type="button"
        data-row
        className={css.open}
        aria-expanded={isOpened}
        title="Show what differs"
        onClick={onTurn}
      >
        {name}
        {differs && ' '}
        {differs && <span className={css.changed}>{differs}</span>}
        {(after?.runs ?? 1) > 1 && <span className={css.id}> ×{after?.runs}</span>}
      </button>
      <span className={css.narrowOut}>{before ? <Mark side={before} /> : 'not there'}</span>
      <span className={css.narrowOut}>{after ? <Mark side={after} /> : 'not there'}</span>
      <span className={`${css.bars} ${css.narrowOut}`} aria-hidden="true">
        <Bar side={before} extent={extent} />
        <Bar side={after} extent={extent} isAfter />
      </span>
      <span className={`${css.delta} ${(msMore ?? 0) > 0 ? css.slower : ''}`}>
        {msMore === null ? '–' : signed(msMore, lasting)}
      </span>
      <span className={`${list.number} ${css.narrowOut}`}>
        {after?.ms == null ? '–' : lasting(after.ms)}
      </span>
      <span className={`${css.delta} ${css.narrowOut}`}>
        {tokensMore === 0 ? '–' : signed(tokensMore, amount)}
      </span>
      <span className={css.delta}>{costMore === 0 ? '–' : signed(costMore, money)}</span>
    </>
  );
}

/** When in its execution the task ran: above as before, below as after. */
function Bar({
  side,
  extent,
  isAfter = false,
}: {
  side: Side | undefined;
  extent: number;
  isAfter?: boolean;
}) {
  const [from, to] = side?.span ?? [0, 0];
  const [start, width] = [(100 * from) / extent, (100 * (to - from)) / extent];
  return (
    <svg
      className={css.bar}
      data-after={isAfter || undefined}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {side?.span && <rect x={start} width={Math.max(width, 0.5)} height="4" />}
    </svg>
  );
}

function Mark({ side }: { side: Side }) {
  return <StateMark look={lookOf(side.state, side.isCached)} />;
}

function signed(value: number, show: (size: number) => string): string {
  return `${value > 0 ? '+' : value < 0 ? '−' : '±'}${show(Math.abs(value))}`;
}
