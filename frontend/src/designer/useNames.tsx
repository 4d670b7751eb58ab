import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useId, useState } from 'react';
import { membersQuery, meQuery, workflowQuery } from '../api/queries.ts';
import picker from '../ui/picker.module.css';
import ui from '../ui/ui.module.css';
import own from './comments.module.css';
import { useDesigner } from './designerContext.ts';
import { type Begun, begunName, offered, type Person, withName } from './mentioning.ts';

const KEPT_MS = 60_000;
const NOBODY: readonly Person[] = [];

/** Names of the team that a text field offers behind `@`; the text itself stays plain. */
export function useNames(
  box: RefObject<HTMLTextAreaElement | null>,
  text: string,
  setText: (text: string) => void,
) {
  const id = useId();
  const [begun, setBegun] = useState<Begun>();
  const [at, setAt] = useState(0);
  const names = offered(usePeople(begun !== undefined), begun?.typed ?? '');
  const isOpen = begun !== undefined && names.length > 0;
  const chosen = isOpen ? names[Math.min(at, names.length - 1)] : undefined;
  const [caret, setCaret] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caret goes where the text has just grown
  useEffect(() => {
    if (caret !== undefined) box.current?.setSelectionRange(caret, caret);
    setCaret(undefined);
  }, [text]);

  const look = ({ value, selectionStart }: HTMLTextAreaElement) => {
    setBegun(begunName(value, selectionStart));
    setAt(0);
  };
  const take = ({ username }: Person) => {
    if (begun === undefined) return;
    const next = withName(text, begun, username);
    setText(next.text);
    setCaret(next.caret);
    setBegun(undefined);
  };
  /** Whether the key was for the list. */
  const hear = (event: React.KeyboardEvent): boolean => {
    if (chosen === undefined || event.ctrlKey || event.metaKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((names.indexOf(chosen) + step + names.length) % names.length);
    else if (event.key === 'Escape') setBegun(undefined);
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) take(chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    look,
    hear,
    close: () => setBegun(undefined),
    /** What makes the field tell readers of the list. */
    field: {
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      ...(chosen
        ? { 'aria-controls': id, 'aria-activedescendant': `${id}-${chosen.username}` }
        : {}),
    } as const,
    list: (
      <>
        <span role="status" className={ui.hidden}>
          {isOpen ? `${names.length} ${names.length === 1 ? 'name' : 'names'}` : ''}
        </span>
        {isOpen && <NameList id={id} names={names} chosen={chosen} onTake={take} />}
      </>
    ),
  };
}

interface ListProps {
  readonly id: string;
  readonly names: readonly Person[];
  readonly chosen: Person | undefined;
  readonly onTake: (person: Person) => void;
}

function NameList({ id, names, chosen, onTake }: ListProps) {
  return (
    <div role="listbox" id={id} aria-label="People" className={own.names}>
      {names.map((person) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the field, which keeps the focus
        <div
          key={person.username}
          id={`${id}-${person.username}`}
          role="option"
          tabIndex={-1}
          aria-selected={person === chosen}
          className={picker.option}
          ref={(element) => {
            if (person === chosen) element?.scrollIntoView({ block: 'nearest' });
          }}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(person)}
        >
          <span className={picker.title}>{person.username}</span>
          <span className={picker.about}>{person.name}</span>
        </div>
      ))}
    </div>
  );
}

/** Members who may sign in, apart from oneself: nobody is told of their own words. */
function usePeople(isWanted: boolean): readonly Person[] {
  const { workflowId } = useDesigner();
  const me = useQuery(meQuery).data;
  const team = useQuery(workflowQuery(workflowId)).data?.team ?? '';
  const members = useQuery({
    ...membersQuery(team),
    enabled: isWanted && team !== '',
    staleTime: KEPT_MS,
  }).data;
  return members?.filter((each) => each.is_active && each.username !== me?.username) ?? NOBODY;
}
