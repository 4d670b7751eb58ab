import { useQueryClient } from '@tanstack/react-query';
import { answered, api, type Shape } from '../api/client.ts';
import type { Person } from '../collaboration/presence.ts';
import { usePeople, useRoomState } from '../collaboration/roomContext.ts';
import { Users } from '../ui/icons.ts';
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx';
import css from './bar.module.css';
import { useDesigner } from './designerContext.ts';

/** Everybody who is here, however many: whom to follow, and for owners whose session to end. */
export function PeopleMenu() {
  const designer = useDesigner();
  const others = usePeople().filter(({ isMe }) => !isMe);
  const { role } = useRoomState();
  const end = useEndSession();
  if (others.length === 0) return null;
  return (
    <Menu
      trigger={
        <button type="button" className={css.person} aria-label="Everybody here">
          <Users size={16} />
        </button>
      }
    >
      {others.map(({ client, name }) => (
        <MenuItem key={client} onPick={() => designer.following.set(client)}>
          Follow {name}
        </MenuItem>
      ))}
      {role === 'owner' && (
        <>
          <MenuLine />
          {[...new Map(others.map((each) => [each.id, each])).values()].map((person) => (
            <MenuItem key={person.id} onPick={() => void end(person)}>
              End the session of {person.name}
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  );
}

/** Closes every tab that a person has in this workflow; they may open it again. */
function useEndSession(): (person: Person) => Promise<void> {
  const designer = useDesigner();
  const queries = useQueryClient();
  const path = { workflow_id: designer.workflowId };
  return async (person) => {
    try {
      const session = await queries.fetchQuery({
        queryKey: ['session', designer.workflowId],
        queryFn: () =>
          answered(api.GET('/api/v1/workflows/{workflow_id}/session', { params: { path } })),
      });
      await Promise.all(tabsOf(person, session).map((id) => remove(path, id)));
      designer.tell(`The session of ${person.name} has ended.`);
    } catch (error) {
      designer.tell(String((error as Error).message), undefined, true);
    }
  };
}

function tabsOf({ id }: Person, { participants }: Shape<'SessionRow'>): readonly string[] {
  return participants.filter(({ username }) => username === id).map((each) => each.id);
}

function remove(path: { readonly workflow_id: string }, id: string) {
  return answered(
    api.DELETE('/api/v1/workflows/{workflow_id}/session/participants/{participant_id}', {
      params: { path: { ...path, participant_id: id } },
    }),
  );
}
