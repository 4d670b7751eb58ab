import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import { useEntry } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { useTaskStatus } from '../runs/useExecution.ts';
import { outcomesOf } from '../workflow/graph.ts';
import type { JsonObject } from '../workflow/json.ts';
import css from './canvas.module.css';
import { NodeMarks } from './NodeMarks.tsx';
import { NodeTitle } from './NodeTitle.tsx';

/** One task as a card: its kind, its name, what it does, and how it runs. */
export const TaskNode = memo(function TaskNode({ id }: { id: string }) {
  const task = useEntry('tasks', id);
  const designer = useDesigner();
  const status = useTaskStatus(id);
  const kind = designer.kind(task?.kind);
  const outcomes = outcomesOf(task, kind?.outcomes ?? []);

  return (
    <article
      className={css.task}
      data-look={status?.look}
      data-off={task?.disabled === true || undefined}
    >
      <Handle type="target" position={Position.Left} className={css.handle} />
      <div className={css.head}>
        <NodeTitle id={id} task={task} />
      </div>
      <div className={css.meta}>
        <span className={css.about}>{aboutOf(task, kind?.title)}</span>
        <NodeMarks id={id} isDisabled={task?.disabled === true} />
      </div>
      <Handle type="source" position={Position.Right} className={css.handle} />
      {outcomes.map((outcome) => (
        <div key={outcome} className={css.outcome}>
          <span title={outcome}>{outcome}</span>
          <Handle type="source" id={outcome} position={Position.Right} className={css.handle} />
        </div>
      ))}
    </article>
  );
});

/** The one setting that tells most of what a task does. */
function aboutOf(task: JsonObject | undefined, title = ''): string {
  const request = task?.request as JsonObject | undefined;
  const requires = Array.isArray(task?.requires) ? task.requires.join(', ') : undefined;
  const all = [task?.agent, task?.function, task?.workflow, request?.url, requires];
  return String(all.find((each) => typeof each === 'string' && each !== '') ?? title);
}
