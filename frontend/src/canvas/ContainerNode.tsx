import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import { useEntry, useRoom } from '../collaboration/roomContext.ts';
import { isFinal, type Look } from '../runs/states.ts';
import { useStandOf, useTaskStatus } from '../runs/useExecution.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { parentOf } from '../workflow/graph.ts';
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
        <Inside id={id} look={status?.look} />
        <NodeMarks id={id} isDisabled={task?.disabled === true} />
      </div>
      <Handle type="source" position={Position.Right} className={css.handle} />
    </section>
  );
});

/** How far its items or turns are, while it runs and where one of them needs to be seen. */
function Inside({ id, look }: { id: string; look: Look | undefined }) {
  const { view } = useRoom();
  const children = view.ids('tasks').filter((each) => parentOf(view.entry('tasks', each)) === id);
  const stand = useStandOf(children);
  if (stand === undefined || look === undefined) return null;
  if (look === stand.look && isFinal(look)) return null;
  return <StateMark look={stand.look} word={stand.word} />;
}

function repeats(task: JsonObject | undefined): string {
  if (task?.kind === 'loop') return typeof task.until === 'string' ? `until ${task.until}` : '';
  if (typeof task?.over === 'string')
    return `each of ${task.over.replace(/^\{\{\s*|\s*\}\}$/g, '')}`;
  return Array.isArray(task?.over) ? `each of ${task.over.length}` : '';
}
