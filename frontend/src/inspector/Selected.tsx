import { useMayEdit } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { duplicateSelected, removeSelected, toggleDisabled } from '../designer/editing.ts';
import { groupSelected } from '../designer/grouping.ts';
import { Button } from '../ui/Button.tsx';
import type { Edge } from '../workflow/edges.ts';
import { EdgePanel } from './EdgePanel.tsx';
import { GroupPanel } from './GroupPanel.tsx';
import css from './inspector.module.css';
import { TaskPanel } from './TaskPanel.tsx';

interface Props {
  readonly edge: Edge | undefined;
  readonly tasks: readonly string[];
  readonly group: string | undefined;
}

/** The settings of what is selected: an edge, a group, a task, or several. */
export default function Selected({ edge, tasks, group }: Props) {
  const [id] = tasks;
  if (edge !== undefined) return <EdgePanel edge={edge} />;
  if (group !== undefined) return <GroupPanel key={group} id={group} />;
  if (tasks.length > 1) return <ManySelected count={tasks.length} />;
  return id === undefined ? null : <TaskPanel key={id} id={id} />;
}

function ManySelected({ count }: { count: number }) {
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  return (
    <div className={css.body}>
      <h2 className={css.heading}>{count} tasks selected</h2>
      {mayEdit && (
        <p className={css.buttons}>
          <Button keys="Mod+G" onClick={() => groupSelected(designer)}>
            Group
          </Button>
          <Button onClick={() => void designer.tidy?.()}>Tidy</Button>
          <Button onClick={() => designer.open({ is: 'extract' })}>Extract…</Button>
          <Button onClick={() => duplicateSelected(designer)}>Duplicate</Button>
          <Button onClick={() => toggleDisabled(designer)}>Switch off or on</Button>
          <Button look="danger" onClick={() => removeSelected(designer)}>
            Remove
          </Button>
        </p>
      )}
    </div>
  );
}
