import { type ReactNode, useEffect } from 'react';
import css from './page.module.css';

interface Props {
  readonly title: string;
  /** Beside the title: what stands above it, a count, a mark. */
  readonly crumb?: ReactNode;
  readonly beside?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** What every page has: its name, what can be done, and the content below. */
export function Page({ title, crumb, beside, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Orchestrator`;
  }, [title]);

  return (
    <main id="main" tabIndex={-1} className={css.page}>
      <header className={css.head}>
        <div className={css.titles}>
          {crumb && <p className={css.crumb}>{crumb}</p>}
          <h1 className={css.title}>{title}</h1>
          {beside}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </main>
  );
}
