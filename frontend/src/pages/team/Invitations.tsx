import { useQuery } from '@tanstack/react-query';
import { invitationsQuery } from '../../api/queries.ts';
import list from '../../ui/list.module.css';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import { InvitationLine } from './InvitationLine.tsx';
import css from './team.module.css';

/** The team's links, for owners: open ones in sight, the others behind a line. */
export function Invitations({ team }: { team: string }) {
  const found = useQuery(invitationsQuery(team));
  const open = found.data?.filter(({ state }) => state === 'open') ?? [];
  const over = found.data?.filter(({ state }) => state !== 'open') ?? [];
  return (
    <section className={css.section} aria-labelledby="invitations">
      <h2 id="invitations">Invitations</h2>
      {found.isPending && <Waiting rows={2} />}
      {found.error && <Wrong error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && open.length === 0 && (
        <p className={css.roles}>
          None is open. An invitation is a link that you send: people who open it need no account
          here yet.
        </p>
      )}
      {open.length > 0 && (
        <ul className={list.list} aria-label="Open invitations">
          {open.map((each) => (
            <InvitationLine key={each.id} team={team} invitation={each} />
          ))}
        </ul>
      )}
      {over.length > 0 && (
        <details className={css.earlier}>
          <summary>Earlier invitations ({over.length})</summary>
          <ul className={list.list} aria-label="Earlier invitations">
            {over.map((each) => (
              <InvitationLine key={each.id} team={team} invitation={each} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
