import frames from '../canvas/frames.module.css';
import { frameStyle, isFolded } from '../canvas/frames.ts';
import { useEntry, useIds, useMayEdit, useRoom } from '../collaboration/roomContext.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import {
  dissolve,
  recolorGroup,
  removeGroupsWithTasks,
  renameGroup,
  toggleFold,
} from '../designer/grouping.ts';
import { Button } from '../ui/Button.tsx';
import { nameOf } from '../workflow/graph.ts';
import { GROUP_COLORS, groupColor, groupName, membersOf } from '../workflow/groups.ts';
import css from './inspector.module.css';
import { PlainField } from './PlainField.tsx';

/** A group: its name and colour, what stands in it, and what can be done with all of it. */
export function GroupPanel({ id }: { id: string }) {
  const designer = useDesigner();
  const { view } = useRoom();
  const group = useEntry('groups', id);
  useIds('tasks');
  const mayEdit = useMayEdit();
  const folded = isFolded(view, useSignal(designer.folds), id);
  const members = membersOf(view).get(id) ?? [];
  if (group === undefined) return <p className={css.faint}>Somebody removed this group.</p>;

  return (
    <div className={css.body}>
      <h2 className={css.heading}>
        Group of {members.length === 1 ? '1 task' : `${members.length} tasks`}
      </h2>
      <PlainField
        label="Name"
        value={groupName(group)}
        onChange={(name) => renameGroup(designer, id, name.trim())}
      />
      <Colors id={id} color={groupColor(group)} />
      <section>
        <h3 className={css.section}>In it</h3>
        <ul className={css.links}>
          {members.map((task) => (
            <li key={task}>
              <button type="button" onClick={() => designer.show(task)}>
                {nameOf(task, view.entry('tasks', task))}
              </button>
            </li>
          ))}
        </ul>
      </section>
      <p className={css.buttons}>
        <Button onClick={() => toggleFold(designer, id)}>{folded ? 'Expand' : 'Collapse'}</Button>
        {mayEdit && (
          <>
            <Button onClick={() => void designer.tidy?.()}>Tidy</Button>
            <Button onClick={() => designer.open({ is: 'extract' })}>Extract…</Button>
            <Button keys="Mod+Shift+G" onClick={() => dissolve(designer, [id])}>
              Ungroup
            </Button>
            <Button look="danger" onClick={() => removeGroupsWithTasks(designer, [id])}>
              Remove with tasks
            </Button>
          </>
        )}
      </p>
    </div>
  );
}

function Colors({ id, color }: { id: string; color: string }) {
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  return (
    <fieldset className={frames.colors} disabled={!mayEdit}>
      <legend>Colour</legend>
      {GROUP_COLORS.map((each) => (
        <label key={each} style={frameStyle(each)} title={each}>
          <input
            type="radio"
            name="group-color"
            aria-label={each}
            checked={each === color}
            onChange={() => recolorGroup(designer, id, each)}
          />
        </label>
      ))}
    </fieldset>
  );
}
