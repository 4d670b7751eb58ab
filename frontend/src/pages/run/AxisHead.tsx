import type { Axis, Tick } from '../../runs/timeline.ts';
import { lasting } from '../../ui/time.ts';
import css from './timeline.module.css';

/** So near to a fold, a moment would be written over it. */
const NEAR_A_FOLD = 0.05;
/** On a narrow screen a moment takes twice this share of the axis. */
const CROWDED = 0.2;
/** Folds nearer to each other than this have no room for how long each is; a hint tells it. */
const NEAR_EACH_OTHER = 0.1;

/** The moments above the bars, and how much time each fold leaves out. */
export function AxisHead({ axis, ticks }: { axis: Axis; ticks: readonly Tick[] }) {
  const folds = axis.folds.map(({ from, to }) => ({
    from,
    left: lasting(to - from),
    place: (axis.place(from) + axis.place(to)) / 2,
  }));
  const isNear = (place: number, distance = NEAR_A_FOLD) =>
    folds.some((fold) => Math.abs(place - fold.place) < distance);
  return (
    <div className={css.head}>
      <span>Task</span>
      <span className={css.axis}>
        {ticks
          .filter(({ place }) => place === 0 || !isNear(place))
          .map(({ at, place }) => (
            <span
              key={at}
              className={css.tick}
              data-crowded={(place > 0 && isNear(place + CROWDED, CROWDED)) || undefined}
              style={{ left: `${place * 100}%` }}
            >
              {lasting(at - axis.from)}
            </span>
          ))}
        {folds.map(({ from, left, place }, at) => (
          <span
            key={from}
            className={css.fold}
            style={{ left: `${place * 100}%` }}
            title={`${left} in which nothing worked`}
          >
            <svg viewBox="0 0 8 10" aria-hidden="true">
              <path d="M1 9 4 1M4 9 7 1" />
            </svg>
            {(folds[at + 1]?.place ?? 2) - place > NEAR_EACH_OTHER && <span>{left}</span>}
          </span>
        ))}
      </span>
      <span className={css.took}>Took</span>
    </div>
  );
}
