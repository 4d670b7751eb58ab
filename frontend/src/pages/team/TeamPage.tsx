import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { membersQuery, meQuery } from '../../api/queries.ts';
import { useTeams } from '../../app/useTeams.ts';
import list from '../../ui/list.module.css';
import { Page } from '../../ui/Page.tsx';
import { Empty, Waiting, Wrong } from '../../ui/Told.tsx';
import { AddMember } from './AddMember.tsx';
import { Invitations } from './Invitations.tsx';
import { Invite } from './Invite.tsx';
import { MemberLine } from './MemberLine.tsx';
import { NewTeam } from './NewTeam.tsx';
import { TeamName } from './TeamName.tsx';
import css from './team.module.css';

const OFTEN_MS = 15_000;

/** One's teams: who is in them and what each may do. */
export function TeamPage() {
  const { teams, may } = useTeams();
  const me = useQuery(meQuery);
  const [chosen, setChosen] = useState<string>();
  const team = teams.find(({ id }) => id === chosen) ?? teams[0];
  return (
    <Page
      title="Team"
      actions={
        <>
          <NewTeam onMade={setChosen} />
          {team && may('manage_team', team.id) && <Invite team={team.id} name={team.name} />}
        </>
      }
    >
      {me.isPending && <Waiting rows={3} />}
      {me.error && <Wrong error={me.error} onRetry={() => void me.refetch()} />}
      {teams.length > 1 && (
        <fieldset className={`${list.tabs} ${css.tabs}`} aria-label="Team">
          {teams.map(({ id, name }) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === team?.id}
              onClick={() => setChosen(id)}
            >
              {name}
            </button>
          ))}
        </fieldset>
      )}
      {me.data && team === undefined && (
        <Empty title="You are in no team">
          <p>
            Make one, or ask somebody for an invitation to theirs, or to add you as{' '}
            {me.data.username}.
          </p>
        </Empty>
      )}
      {team && <Members key={team.id} team={team.id} name={team.name} />}
    </Page>
  );
}

function Members({ team, name }: { team: string; name: string }) {
  // Somebody may come in by a link at any time.
  const members = useQuery({ ...membersQuery(team), refetchInterval: OFTEN_MS });
  const { may } = useTeams();
  const manages = may('manage_team', team);
  return (
    <div className={css.team}>
      {manages && <TeamName team={team} name={name} />}
      {members.isPending && <Waiting rows={3} />}
      {members.error && <Wrong error={members.error} onRetry={() => void members.refetch()} />}
      {members.data && (
        <ul className={list.list} aria-label={`Members of ${name}`}>
          {members.data.map((member) => (
            <MemberLine key={member.username} team={team} member={member} manages={manages} />
          ))}
        </ul>
      )}
      {manages && <AddMember team={team} />}
      <p className={css.roles}>
        Viewers look and comment. Editors also build, publish, run and decide. Owners also manage
        the team.
      </p>
      {manages && <Invitations team={team} />}
    </div>
  );
}
