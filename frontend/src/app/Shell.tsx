import { Link, Outlet } from '@tanstack/react-router';
import { Account } from './Account.tsx';
import { NavItems } from './NavItems.tsx';
import { PasswordReminder } from './PasswordReminder.tsx';
import css from './shell.module.css';

/** What stands around every page but the designer: where else one can go, and the account. */
export function Shell() {
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#main">
        Skip to the content
      </a>
      <nav className={css.rail} aria-label="Pages">
        <Link to="/" className={css.brand} aria-label="Orchestrator: workflows" tabIndex={-1}>
          <Mark />
        </Link>
        <NavItems />
        <span className={css.spring} />
        <Account />
      </nav>
      <div className={css.content}>
        <PasswordReminder />
        <Outlet />
      </div>
    </div>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 16 16" width="22" height="22" aria-hidden="true">
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
    </svg>
  );
}
