import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo, useSyncExternalStore } from 'react';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { useExecutionFeed, useTaskStatus } from '../runs/useExecution.ts';
import { Plus } from '../ui/icons.ts';
import { readEdge } from '../workflow/edges.ts';
import css from './canvas.module.css';
import { hover, hovered, unhover } from './hovering.ts';

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
  const mayEdit = useMayEdit();
  const isHovered = useSyncExternalStore(hovered.subscribe, () => hovered.get() === id);

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
      {(selected || isHovered) && props.selectable !== false && mayEdit && (
        <InsertButton id={id} x={x} y={y} isShort={isShort} />
      )}
    </>
  );
});

/** Shorter edges have their button beside them: their ends could not be taken otherwise. */
const SHORT = 80;

function InsertButton({
  id,
  x,
  y,
  isShort,
}: {
  id: string;
  x: number;
  y: number;
  isShort: boolean;
}) {
  const designer = useDesigner();
  const edge = readEdge(id);
  if (edge === undefined) return null;
  const insert = () => {
    const at = { x: x - 108, y: y - 36 };
    designer.open({ is: 'add', at, joint: { splits: edge } });
  };
  return (
    <EdgeLabelRenderer>
      <button
        type="button"
        className={`${css.insert} nodrag nopan`}
        aria-label="Put a task into this edge"
        title="Put a task in here"
        style={{
          transform: `translate(-50%, ${isShort ? '-160%' : '-50%'}) translate(${x}px, ${y}px)`,
        }}
        onClick={insert}
        onPointerEnter={() => hover(id)}
        onPointerLeave={unhover}
      >
        <Plus size={14} />
      </button>
    </EdgeLabelRenderer>
  );
}

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
