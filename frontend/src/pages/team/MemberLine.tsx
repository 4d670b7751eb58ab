import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answered, api, type Shape } from '../../api/client.ts';
import { membersQuery, meQuery } from '../../api/queries.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import form from '../../ui/form.module.css';
import list from '../../ui/list.module.css';
import { When } from '../../ui/When.tsx';
import css from './team.module.css';

type MemberRow = Shape<'MemberRow'>;
const ROLES: readonly MemberRow['role'][] = ['owner', 'editor', 'viewer'];

interface Props {
  readonly team: string;
  readonly member: MemberRow;
  readonly manages: boolean;
}

/** A member, their role, and the way out. */
export function MemberLine({ team, member, manages }: Props) {
  const { username, name, role } = member;
  const queries = useQueryClient();
  const me = useQuery(meQuery).data;
  const isMe = me?.username === username;
  const onSuccess = () => {
    void queries.invalidateQueries({ queryKey: membersQuery(team).queryKey });
    if (isMe) void queries.invalidateQueries({ queryKey: meQuery.queryKey });
  };
  const params = { path: { team_id: team, username } };
  const change = useMutation({
    mutationFn: (next: MemberRow['role']) =>
      answered(
        api.PATCH('/api/v1/teams/{team_id}/members/{username}', { params, body: { role: next } }),
      ),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: () =>
      answered(api.DELETE('/api/v1/teams/{team_id}/members/{username}', { params })),
    onSuccess,
  });
  const error = change.error ?? remove.error;

  return (
    <li className={`${list.row} ${css.row}`}>
      <span className={list.main}>
        <strong className={list.whose}>{name || username}</strong>
        <span className={list.about}>
          {name && `${username} · `}since <When at={member.created_at} />
          {!member.is_active && ' · deactivated'}
        </span>
      </span>
      {manages ? (
        <select
          className={list.select}
          aria-label={`Role of ${username}`}
          value={role}
          disabled={change.isPending}
          onChange={(event) => change.mutate(event.target.value as MemberRow['role'])}
        >
          {ROLES.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      ) : (
        <span className={list.faint}>{role}</span>
      )}
      <span className={`${list.actions} ${css.out}`}>
        {(manages || isMe) && (
          <Confirm
            label={isMe ? 'Leave' : 'Remove'}
            question={isMe ? 'You will see nothing of it any more.' : `Remove ${username}?`}
            onSure={() => remove.mutate()}
          />
        )}
      </span>
      {error && (
        <p role="alert" className={`${form.bad} ${list.whole}`}>
          {error.message}
        </p>
      )}
    </li>
  );
}
