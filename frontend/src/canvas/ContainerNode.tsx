import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import { useEntry } from '../collaboration/roomContext.ts';
import { useTaskStatus } from '../runs/useExecution.ts';
import type { JsonObject } from '../workflow/json.ts';
import css from './canvas.module.css';
import { NodeMarks } from './NodeMarks.tsx';
import { NodeTitle } from './NodeTitle.tsx';

/** A map or a loop: a frame around the tasks that it repeats. */
export const ContainerNode = memo(function ContainerNode({ id }: { id: string }) {
  const task = useEntry('tasks', id);
  const status = useTaskStatus(id);

  return (
    <section
      className={css.container}
      data-look={status?.look}
      data-off={task?.disabled === true || undefined}
    >
      <Handle type="target" position={Position.Left} className={css.handle} />
      <div className={css.head}>
        <NodeTitle id={id} task={task} />
        <span className={css.about}>{repeats(task)}</span>
        <NodeMarks id={id} isDisabled={task?.disabled === true} />
      </div>
      <Handle type="source" position={Position.Right} className={css.handle} />
    </section>
  );
});

function repeats(task: JsonObject | undefined): string {
  if (task?.kind === 'loop') return typeof task.until === 'string' ? `until ${task.until}` : '';
  if (typeof task?.over === 'string')
    return `each of ${task.over.replace(/^\{\{\s*|\s*\}\}$/g, '')}`;
  return Array.isArray(task?.over) ? `each of ${task.over.length}` : '';
}
