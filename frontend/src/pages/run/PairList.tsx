import { Fragment, useState } from 'react';
import type { Pair } from '../../runs/exchanges.ts';
import { useRunHere } from '../../runs/runContext.ts';
import { Button } from '../../ui/Button.tsx';
import { amount, money } from '../../ui/money.ts';
import { lasting } from '../../ui/time.ts';
import ui from '../../ui/ui.module.css';
import css from './exchanges.module.css';

const SHOWN = 200;
const NUMBER = new Intl.NumberFormat('en');

interface Props {
  readonly pairs: readonly Pair[];
  readonly isCut: boolean;
  /** Shows what the task was asked, one by one. */
  readonly onPick: (task: string) => void;
}

/** All messages between two tasks as one line, with what answering them took. */
export function PairList({ pairs, isCut, onPick }: Props) {
  const [shown, setShown] = useState(SHOWN);
  const most = Math.max(1, ...pairs.map(({ target }) => target.attempts));
  if (pairs.length === 0)
    return <p className={css.none}>No agent has answered yet; who heard whom shows here then.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
    <section className={css.pairs} aria-label="Who to whom" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">From → to</th>
            <th scope="col">Messages</th>
            <th scope="col">Tokens in / out</th>
            <th scope="col">Cost</th>
            <th scope="col">Took on average</th>
            <th scope="col">Failed</th>
          </tr>
        </thead>
        <tbody>
          {pairs.slice(0, shown).map((pair) => (
            <PairRow
              key={`${pair.source}>${pair.target.task}`}
              pair={pair}
              share={pair.target.attempts / most}
              onPick={onPick}
            />
          ))}
        </tbody>
      </table>
      {pairs.length > shown && (
        <Button onClick={() => setShown(shown + SHOWN)}>
          Show more of {NUMBER.format(pairs.length)}
        </Button>
      )}
      <p className={css.faint}>
        Figures are of all answers of the task that was asked, however many it heard from.
        {isCut && ' So many agents hear from each other here that not all of it is told.'}
      </p>
    </section>
  );
}

function PairRow({ pair, share, onPick }: { pair: Pair; share: number } & Pick<Props, 'onPick'>) {
  const { nameOf } = useRunHere();
  const { source, through, target } = pair;
  return (
    <tr>
      <th scope="row">
        <button type="button" className={css.pair} onClick={() => onPick(target.task)}>
          {source === undefined ? (
            <span className={css.faint}>Workflow</span>
          ) : (
            <span>{nameOf(source)}</span>
          )}
          {through.map((task) => (
            <Fragment key={task}>
              <Arrow />
              <span className={css.faint}>({nameOf(task)})</span>
            </Fragment>
          ))}
          <Arrow />
          <span>{nameOf(target.task)}</span>
        </button>
      </th>
      <td>
        <span className={css.times}>
          <span className={css.share} aria-hidden="true">
            <span style={{ width: `${share * 100}%` }} />
          </span>
          ×{NUMBER.format(target.attempts)}
        </span>
      </td>
      <td>
        {amount(target.input_tokens)} / {amount(target.output_tokens)}
      </td>
      <td>{money(target.cost_microusd)}</td>
      <td>{lasting((target.duration_s * 1_000) / target.attempts)}</td>
      <td data-bad={target.failed > 0 || undefined}>{target.failed || '–'}</td>
    </tr>
  );
}

export function Arrow() {
  return (
    <span className={css.arrow}>
      <span aria-hidden="true">→</span>
      <span className={ui.hidden}> to </span>
    </span>
  );
}
