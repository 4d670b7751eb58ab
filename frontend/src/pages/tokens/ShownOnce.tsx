import { useState } from 'react';
import type { Shape } from '../../api/client.ts';
import { Button } from '../../ui/Button.tsx';
import { Copy } from '../../ui/icons.ts';
import css from './tokens.module.css';

/** The token itself: nobody, the server included, can show it again. */
export function ShownOnce({ token, onDone }: { token: Shape<'NewTokenRow'>; onDone: () => void }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <section className={css.once} aria-label="The new token" role="status">
      <p>
        <strong>{token.name}</strong>: copy it now, it is shown this once.
      </p>
      <code className={css.code}>{token.token}</code>
      <p className={css.out}>
        <Button
          onClick={async () => {
            await navigator.clipboard.writeText(token.token);
            setCopied(true);
          }}
        >
          <Copy size={14} aria-hidden /> {isCopied ? 'Copied' : 'Copy'}
        </Button>
        <Button look="quiet" onClick={onDone}>
          Done
        </Button>
      </p>
    </section>
  );
}
