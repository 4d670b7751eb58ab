import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../api/queries.ts';
import css from './shell.module.css';

/** Who came by the link that works once needs a password to come back. */
export function PasswordReminder() {
  const me = useQuery(meQuery).data;
  if (me === undefined || me.has_password) return null;
  return (
    <aside className={css.reminder} aria-label="Password">
      You signed in by a link that works once. <a href="/set-password">Set a password</a> to come
      back later as <strong>{me.username}</strong>.
    </aside>
  );
}
