import { type Look, signOf } from '../runs/states.ts';
import css from './ui.module.css';

/** A state as everywhere: sign, word and colour. */
export function StateMark({ look, word = look }: { look: Look; word?: string }) {
  return (
    <span className={css.state} data-look={look}>
      <span className={css.sign} aria-hidden="true">
        {signOf(look)}
      </span>
      {word}
    </span>
  );
}
