import type { Axis, Tick } from '../../runs/timeline.ts';
import { lasting } from '../../ui/time.ts';
import css from './timeline.module.css';

/** The moments above the bars, and how much time each fold leaves out. */
export function AxisHead({ axis, ticks }: { axis: Axis; ticks: readonly Tick[] }) {
  return (
    <div className={css.head}>
      <span>Task</span>
      <span className={css.axis}>
        {ticks.map(({ at, place }) => (
          <span key={at} className={css.tick} style={{ left: `${place * 100}%` }}>
            {lasting(at - axis.from)}
          </span>
        ))}
        {axis.folds.map(({ from, to }) => (
          <span
            key={from}
            className={css.fold}
            style={{ left: `${((axis.place(from) + axis.place(to)) / 2) * 100}%` }}
            title={`${lasting(to - from)} in which nothing worked`}
          >
            ⫽ {lasting(to - from)}
          </span>
        ))}
      </span>
      <span className={css.took}>Took</span>
    </div>
  );
}
