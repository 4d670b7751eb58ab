import { usePeople } from '../collaboration/roomContext.ts';
import { Avatar } from '../ui/Avatar.tsx';
import css from './bar.module.css';
import { useDesigner, useSignal } from './designerContext.ts';
import { PeopleMenu } from './PeopleMenu.tsx';

const MOST = 5;

/** Who is here; a click on somebody follows their view, another ends it. */
export function PresenceBar() {
  const designer = useDesigner();
  const people = usePeople();
  const followed = useSignal(designer.following);
  const me = people.find((person) => person.isMe);
  const followers = people.filter(
    ({ following }) => following != null && following === me?.client,
  ).length;

  return (
    <ul className={css.people} aria-label="People here">
      {people.slice(0, MOST).map((person) => (
        <li key={person.client}>
          <button
            type="button"
            className={css.person}
            aria-pressed={followed === person.client}
            disabled={person.isMe}
            title={person.isMe ? `${person.name} (you)` : `Follow ${person.name} (${person.role})`}
            aria-label={person.isMe ? `${person.name}, you` : `Follow ${person.name}`}
            onClick={() =>
              designer.following.set(followed === person.client ? undefined : person.client)
            }
          >
            <Avatar name={person.name} color={person.color} />
          </button>
        </li>
      ))}
      {people.length > MOST && <li className={css.more}>+{people.length - MOST}</li>}
      <li>
        <PeopleMenu />
      </li>
      {followers > 0 && <li className={css.more}>{followers} following you</li>}
    </ul>
  );
}
