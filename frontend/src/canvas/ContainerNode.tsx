import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import { useEntry } from '../collaboration/roomContext.ts';
import { CommentMark } from '../designer/CommentMark.tsx';
import { useDesigner } from '../designer/designerContext.ts';
import { PinBadge } from '../pins/PinBadge.tsx';
import { useTaskStatus } from '../runs/useExecution.ts';
import { KindGlyph } from '../ui/KindGlyph.tsx';
import { nameOf } from '../workflow/graph.ts';
import type { JsonObject } from '../workflow/json.ts';
import css from './canvas.module.css';
import { NodeName } from './NodeName.tsx';
import { NodeState } from './NodeState.tsx';

/** A map or a loop: a frame around the tasks that it repeats. */
export const ContainerNode = memo(function ContainerNode({ id }: { id: string }) {
  const task = useEntry('tasks', id);
  const kind = useDesigner().kind(task?.kind);
  const status = useTaskStatus(id);

  return (
    <section
      className={css.container}
      data-look={status?.look}
      data-off={task?.disabled === true || undefined}
    >
      <Handle type="target" position={Position.Left} className={css.handle} />
      <div className={css.head}>
        <KindGlyph kind={String(task?.kind)} />
        <NodeName id={id} name={nameOf(id, task)} kind={kind?.title ?? String(task?.kind)} />
        <span className={css.about}>{repeats(task)}</span>
        <PinBadge task={id} />
        <CommentMark task={id} />
        <NodeState id={id} isDisabled={task?.disabled === true} />
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
