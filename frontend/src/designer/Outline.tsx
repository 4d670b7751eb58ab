import { useCallback, useRef, useSyncExternalStore } from 'react';
import { frameOf } from '../canvas/frames.ts';
import { useEdges, useIds, useMayEdit, useRoom } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { membersOf } from '../workflow/groups.ts';
import css from './designer.module.css';
import { useDesigner, useSignal } from './designerContext.ts';
import { placeInSight } from './editing.ts';
import { OutlineGroup } from './OutlineGroup.tsx';
import { OutlineRow } from './OutlineRow.tsx';
import own from './outline.module.css';
import { inOrder } from './outlineOrder.ts';
import { useOutlineKeys } from './useOutlineKeys.ts';

/** The same graph as a table: complete without a pointer and without sight. */
export default function Outline() {
  const designer = useDesigner();
  const { view } = useRoom();
  const ids = useIds('tasks');
  useEdges(); // they order the rows
  useMembership();
  const folds = useSignal(designer.folds);
  const mayEdit = useMayEdit();
  const rows = inOrder(view, ids, folds);
  const order = rows.map(([id]) => id);
  const current = useSignal(designer.current);
  const entry = current !== undefined && order.includes(current) ? current : order[0];
  const table = useRef<HTMLTableElement>(null);
  const onKeyDown = useOutlineKeys(table, order);
  const note = (event: React.FocusEvent) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset.row;
    if (id === undefined) return;
    designer.current.set(id);
    designer.select([id]);
  };
  const add = () => {
    designer.open({ is: 'add', at: placeInSight(designer), joint: {} });
  };

  return (
    <div className={own.outline}>
      <h2>Outline</h2>
      {mayEdit && (
        <Button keys="N" title="Add a task" onClick={add}>
          Add a task
        </Button>
      )}
      <table ref={table} onKeyDown={onKeyDown} onFocus={note}>
        <caption className={css.faint}>
          {ids.length} {ids.length === 1 ? 'task' : 'tasks'}, each after what it waits for
        </caption>
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">Kind</th>
            <th scope="col">Waits for</th>
            <th scope="col">State</th>
            <th scope="col">Actions</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([id, depth]) =>
            frameOf(id) === undefined ? (
              <OutlineRow key={id} id={id} depth={depth} isCurrent={id === entry} />
            ) : (
              <OutlineGroup key={id} node={id} isCurrent={id === entry} />
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

/** Renders anew when a task joins a group or leaves one, and when groups change. */
function useMembership(): void {
  const { view } = useRoom();
  const subscribe = useCallback(
    (heard: () => void) => {
      const stop = [view.subscribe('tasks/*', heard), view.subscribe('groups/*', heard)];
      return () => {
        for (const each of stop) each();
      };
    },
    [view],
  );
  useSyncExternalStore(subscribe, () => {
    const groups = view.ids('groups').map((id) => [id, view.entry('groups', id)?.collapsed]);
    return groups.length === 0 ? '' : JSON.stringify([groups, ...membersOf(view)]);
  });
}
