import { Clock } from '../ui/icons.ts';
import { type Estimate, wordsOf } from './estimate.ts';
import css from './runs.module.css';

/** What it will probably take and cost; nothing where there is nothing to say. */
export function EstimateLine({ estimate }: { estimate: Estimate }) {
  const words = wordsOf(estimate);
  if (words === '') return null;
  return (
    <p className={css.estimate}>
      <Clock size={14} aria-hidden /> {words}
    </p>
  );
}
