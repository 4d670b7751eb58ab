import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answered, api, type Shape } from '../../api/client.ts';
import { invitationsQuery } from '../../api/queries.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import form from '../../ui/form.module.css';
import list from '../../ui/list.module.css';
import { When } from '../../ui/When.tsx';
import css from './team.module.css';

type InvitationRow = Shape<'InvitationRow'>;

const OVER: Readonly<Record<InvitationRow['state'], string>> = {
  open: '',
  used: 'used',
  expired: 'expired',
  revoked: 'revoked',
  void: 'void: who made it owns the team no more',
};

/** An invitation: whom it is for, who made it, who came in by it, and its end. */
export function InvitationLine({ team, invitation }: { team: string; invitation: InvitationRow }) {
  const { id, note, role, state, created_by, created_at, expires_at } = invitation;
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () =>
      answered(
        api.DELETE('/api/v1/teams/{team_id}/invitations/{invitation_id}', {
          params: { path: { team_id: team, invitation_id: id } },
        }),
      ),
    onSuccess: () => void queries.invalidateQueries({ queryKey: invitationsQuery(team).queryKey }),
  });
  return (
    <li
      className={`${list.row} ${css.row} ${css.invitation}`}
      data-over={state !== 'open' || undefined}
    >
      <span className={list.main}>
        <strong className={list.whose}>{note || 'Whoever has the link'}</strong>
        <span className={list.about}>
          by {created_by ?? 'somebody who is gone'} · <When at={created_at} />
          <Accepted invitation={invitation} />
        </span>
      </span>
      <span className={list.faint}>{role}</span>
      <span className={`${list.actions} ${css.out}`}>
        {state === 'open' ? (
          <>
            <span className={list.faint}>
              ends <When at={expires_at} />
            </span>
            <Confirm
              label="Revoke"
              question="The link stops working."
              onSure={() => revoke.mutate()}
            />
          </>
        ) : (
          <span className={list.faint}>{OVER[state]}</span>
        )}
      </span>
      {revoke.error && (
        <p role="alert" className={`${form.bad} ${list.whole}`}>
          {revoke.error.message}
        </p>
      )}
    </li>
  );
}

function Accepted({ invitation: { accepted, uses, max_uses } }: { invitation: InvitationRow }) {
  const names = accepted.map(({ username }) => username).join(', ');
  return (
    <>
      {max_uses > 1 && ` · ${uses} of ${max_uses}`}
      {names && ` · ${names} came in`}
    </>
  );
}
