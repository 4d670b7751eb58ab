import { useSyncExternalStore } from 'react';
import { useDesigner } from '../designer/designerContext.ts';
import { RunActions } from './RunActions.tsx';
import { RunTasks } from './RunTasks.tsx';
import css from './runs.module.css';
import { TaskRunDetail } from './TaskRunDetail.tsx';
import { useExecutionFeed } from './useExecution.ts';

/** The run that the canvas shows: every task as a bar, and what one of them gave. */
export default function RunPanel() {
  const feed = useExecutionFeed();
  const designer = useDesigner();
  const selected = useSyncExternalStore(designer.selected.subscribe, designer.selected.get);
  if (feed === undefined) {
    return (
      <p className={css.faint}>
        Nothing has run here yet. Press Run: the graph lights up as tasks go on.
      </p>
    );
  }
  const [task] = [...selected].filter((id) => designer.room.view.has('tasks', id));
  return (
    <div className={css.panel}>
      <RunActions />
      <RunTasks />
      <TaskRunDetail {...(task ? { task } : {})} />
    </div>
  );
}
