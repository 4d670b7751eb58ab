import { Refusal } from '../../api/client.ts';
import css from './run.module.css';

/** Whether the server says that it has no such run, or none that one may see. */
export function isGone(error: Error | null): boolean {
  return error instanceof Refusal && error.status === 404;
}

/** Who looks at a run while it goes keeps what is on the page. */
export function GoneNote() {
  return (
    <p role="status" className={css.gone}>
      This run is no longer there, or you may no longer see it. What the page had read is still
      shown; nothing more can be fetched.
    </p>
  );
}

/** The server does not answer just now. */
export function AwayNote() {
  return (
    <p role="status" className={css.gone}>
      The server does not answer. What is shown is how the run stood when it last did; the page asks
      again by itself.
    </p>
  );
}
