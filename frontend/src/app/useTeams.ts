import { useQuery } from '@tanstack/react-query';
import type { Shape } from '../api/client.ts';
import { meQuery } from '../api/queries.ts';

type OwnTeam = Shape<'OwnTeam'>;
export type Capability =
  | 'view'
  | 'comment'
  | 'edit'
  | 'publish'
  | 'edit_agents'
  | 'run'
  | 'decide'
  | 'manage_team';

/** One's teams, and what one may do: in a team, or, without one, in any of them. */
export function useTeams(): {
  readonly teams: readonly OwnTeam[];
  readonly may: (capability: Capability, team?: string) => boolean;
  readonly nameOf: (team: string) => string;
} {
  const teams = useQuery(meQuery).data?.teams ?? [];
  return {
    teams,
    may: (capability, team) =>
      teams.some(
        ({ id, capabilities }) =>
          (team === undefined || id === team) && capabilities.includes(capability),
      ),
    nameOf: (team) => teams.find(({ id }) => id === team)?.name ?? '',
  };
}
