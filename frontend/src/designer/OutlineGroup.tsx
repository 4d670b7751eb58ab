import { frameOf, isFolded } from '../canvas/frames.ts';
import { GroupState } from '../canvas/GroupState.tsx';
import { useEntry, useMayEdit, useRoom } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { InlineName } from '../ui/InlineName.tsx';
import { ChevronDown, ChevronRight } from '../ui/icons.ts';
import { withInside } from '../workflow/graph.ts';
import { groupName, membersOf } from '../workflow/groups.ts';
import { useDesigner, useSignal } from './designerContext.ts';
import { dissolve, removeGroupsWithTasks, renameGroup, toggleFold } from './grouping.ts';
import css from './outline.module.css';

/** A group as a row before its tasks: Enter collapses and expands it, F2 renames it. */
export function OutlineGroup({ node, isCurrent }: { node: string; isCurrent: boolean }) {
  const designer = useDesigner();
  const { view } = useRoom();
  const id = frameOf(node) ?? '';
  const name = groupName(useEntry('groups', id));
  const mayEdit = useMayEdit();
  const folded = isFolded(view, useSignal(designer.folds), id);
  const isSelected = useSignal(designer.selected).has(node);
  const isEdited = useSignal(designer.renaming) === node;
  const members = membersOf(view).get(id) ?? [];
  const all = [...withInside(members, view.ids('tasks'), (each) => view.entry('tasks', each))];
  const count = members.length === 1 ? '1 task' : `${members.length} tasks`;

  return (
    <tr data-row={node} data-selected={isSelected || undefined}>
      <th scope="row">
        <span className={css.groupName}>
          <Button
            look="quiet"
            aria-expanded={!folded}
            aria-label={folded ? `Expand ${name}` : `Collapse ${name}`}
            onClick={() => toggleFold(designer, id)}
          >
            {folded ? <ChevronRight size={16} /> : <ChevronDown size={16} />}
          </Button>
          <InlineName
            className={css.rowName ?? ''}
            name={name}
            label={`${name}, group of ${count}, ${folded ? 'collapsed' : 'expanded'}`}
            title={mayEdit ? 'F2 renames, Enter collapses or expands' : name}
            dataId={node}
            isEdited={isEdited}
            mayEdit={mayEdit}
            tabIndex={isCurrent ? 0 : -1}
            onBegin={() => designer.renaming.set(node)}
            onDone={(next) => {
              designer.renaming.set(undefined);
              if (next !== undefined) renameGroup(designer, id, next);
              requestAnimationFrame(() => designer.canvas?.focus(node)); // once the button is back
            }}
          />
        </span>
      </th>
      <td>Group of {count}</td>
      <td>–</td>
      <td>
        <GroupState tasks={all} />
      </td>
      <td className={css.rowActions}>
        <Button look="quiet" onClick={() => designer.select([node])}>
          Settings
        </Button>
        {mayEdit && (
          <>
            <Button look="quiet" keys="Del" onClick={() => dissolve(designer, [id])}>
              Ungroup
            </Button>
            <Button look="quiet" onClick={() => removeGroupsWithTasks(designer, [id])}>
              Remove with tasks
            </Button>
          </>
        )}
      </td>
    </tr>
  );
}
