import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo, useSyncExternalStore } from 'react';
import { useDesigner } from '../designer/designerContext.ts';
import { EdgeTools } from '../designer/parts.ts';
import { useThreadCount } from '../designer/useThreads.ts';
import { useExecutionFeed, useTaskStatus } from '../runs/useExecution.ts';
import { Guarded } from '../ui/Guarded.tsx';
import css from './canvas.module.css';
import { hovered } from './hovering.ts';

/** One dependency; solid when it was taken in the run that is shown, dashed when it was not. */
export const TaskEdge = memo(function TaskEdge(props: EdgeProps) {
  const { id, source, target, selected = false } = props;
  const [path, x, y] = getBezierPath(props);
  const isShort = Math.hypot(props.targetX - props.sourceX, props.targetY - props.sourceY) < SHORT;
  const taken = useTaken(source, target);
  const { critical } = useDesigner();
  const isCritical = useSyncExternalStore(critical.subscribe, () =>
    critical.get().has(`${source}>${target}`),
  );
  const isHovered = useSyncExternalStore(hovered.subscribe, () => hovered.get() === id);
  const isChosen = (selected || isHovered) && props.selectable !== false;
  const count = useThreadCount(id);

  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        className={css.edge ?? ''}
        data-taken={taken}
        data-critical={isCritical || undefined}
        interactionWidth={18}
      />
      {(isChosen || count !== undefined) && (
        <Guarded>
          <EdgeTools id={id} at={{ x, y }} isShort={isShort} isChosen={isChosen} count={count} />
        </Guarded>
      )}
    </>
  );
});

/** Shorter edges have their buttons beside them. */
const SHORT = 80;

function useTaken(source: string, target: string): 'yes' | 'no' | undefined {
  const feed = useExecutionFeed();
  const from = useTaskStatus(source);
  const to = useTaskStatus(target);
  if (feed === undefined || from === undefined) return undefined;
  if (to === undefined || to.look === 'skipped') return 'no';
  return from.look === 'done' || from.look === 'cached' || from.look === 'failed'
    ? 'yes'
    : undefined;
}
