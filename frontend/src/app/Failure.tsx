import { Button } from '../ui/Button.tsx';
import css from './app.module.css';

/** Browsers tell of a part that they could not fetch in words of their own, with its address. */
const NOT_FETCHED = /import(ed|ing) (a )?module|preload CSS|module script/i;

function whyOf({ message }: Error): string {
  return NOT_FETCHED.test(message)
    ? 'A part of it could not be loaded: the server cannot be reached, or has a newer version.'
    : message;
}

/** What is shown where a page could not be: what happened, and what to do. */
export function Failure({ error }: { error: Error }) {
  return (
    <main className={css.failure}>
      <h1>This page could not be shown</h1>
      <p>{whyOf(error)}</p>
      <p>
        <Button look="primary" onClick={() => location.reload()}>
          Load it again
        </Button>{' '}
        <a href="/">Back to the workflows</a>
      </p>
    </main>
  );
}
