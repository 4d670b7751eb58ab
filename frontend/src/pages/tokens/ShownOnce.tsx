import type { Shape } from '../../api/client.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import list from '../../ui/list.module.css';
import css from './tokens.module.css';

/** The token itself: nobody, the server included, can show it again. */
export function ShownOnce({ token, onDone }: { token: Shape<'NewTokenRow'>; onDone: () => void }) {
  return (
    <section className={css.once} aria-label="The new token" role="status">
      <p>
        <strong>{token.name}</strong>: copy it now, it is shown this once.
      </p>
      <code className={css.code}>{token.token}</code>
      <p className={list.actions}>
        <CopyButton label="Copy" text={() => token.token} isWide />
        <Button look="quiet" onClick={onDone}>
          Done
        </Button>
      </p>
    </section>
  );
}
