import { useRoomState } from '../collaboration/roomContext.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import { Selected, WorkflowForm } from '../designer/parts.ts';
import { Guarded } from '../ui/Guarded.tsx';
import css from './inspector.module.css';
import { Resizer } from './Resizer.tsx';

/** Beside the canvas: the settings of what is selected, of the workflow when nothing is. */
export function Inspector() {
  const designer = useDesigner();
  const selected = [...useSignal(designer.selected)].filter((id) =>
    designer.room.view.has('tasks', id),
  );
  const chosenEdge = useSignal(designer.selectedEdge);
  const held = useSignal(designer.held);
  const isHeld = held !== undefined && designer.room.view.has('tasks', held);
  const [only, ...others] = designer.selectedGroups();
  const { role } = useRoomState();

  const edge = isHeld ? undefined : chosenEdge;
  const tasks = isHeld ? [held] : selected;
  const group = tasks.length === 0 && others.length === 0 ? only : undefined;
  const isNothing = edge === undefined && tasks.length === 0 && group === undefined;
  return (
    <aside className={css.inspector} aria-label="Settings" data-tour="prompt">
      {role === 'viewer' && (
        <p className={css.viewing}>
          View only: settings can be read and copied. Everything can be commented on.
        </p>
      )}
      <Resizer />
      <Guarded>
        {isNothing ? <WorkflowForm /> : <Selected edge={edge} tasks={tasks} group={group} />}
      </Guarded>
    </aside>
  );
}
