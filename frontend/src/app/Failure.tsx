import { Button } from '../ui/Button.tsx';
import css from './app.module.css';

/** What is shown where a page could not be: what happened, and what to do. */
export function Failure({ error }: { error: Error }) {
  return (
    <main className={css.failure}>
      <h1>This page could not be shown</h1>
      <p>{error.message}</p>
      <p>
        <Button look="primary" onClick={() => location.reload()}>
          Load it again
        </Button>{' '}
        <a href="/">Back to the workflows</a>
      </p>
    </main>
  );
}
