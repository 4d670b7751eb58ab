import type { ReactNode } from 'react';
import { linesOf } from '../api/refusal.ts';
import { Button } from './Button.tsx';
import { Said } from './Said.tsx';
import css from './told.module.css';
import { useLate } from './useLate.ts';

/** Grey lines where rows will be; nothing at all for the first moment. */
export function Waiting({ rows = 6 }: { rows?: number }) {
  const isLate = useLate();
  return (
    <div className={css.waiting} role="status" aria-label={isLate ? 'Loading' : undefined}>
      {isLate && Array.from({ length: rows }, (_, at) => <div key={String(at)} />)}
    </div>
  );
}

/** What went wrong in one sentence, and what to do. */
export function Wrong({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  return (
    <div role="alert" className={css.wrong}>
      <p>
        <Said>{error.message}</Said>
      </p>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

const REFUSALS_SHOWN = 6;

/** Beside a form: each thing that keeps it from being done, once. */
export function Refused({ error }: { error: Error }) {
  const lines = linesOf(error);
  const more = lines.length - REFUSALS_SHOWN;
  return (
    <div role="alert" className={css.refused}>
      <ul>
        {lines.slice(0, REFUSALS_SHOWN).map((line) => (
          <li key={line}>
            <Said>{line}</Said>
          </li>
        ))}
        {more > 0 && <li>And {more} more.</li>}
      </ul>
    </div>
  );
}

/** A place where nothing is yet: says so, and how that changes. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <section className={css.empty}>
      <svg viewBox="0 0 96 40" width="96" height="40" aria-hidden="true">
        <rect x="1" y="11" width="26" height="18" rx="5" />
        <rect x="69" y="1" width="26" height="15" rx="5" />
        <rect x="69" y="24" width="26" height="15" rx="5" />
        <path d="M27 20c18 0 22-11 42-11M27 20c18 0 22 11 42 11" />
      </svg>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
