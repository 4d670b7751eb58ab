import { useReactFlow } from '@xyflow/react';
import { useMemo } from 'react';
import { useHere } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { edgeAt } from './edgeUnder.ts';

/** Shows others one's pointer, and opens the list of tasks on a double click. */
export function usePointer() {
  const { presence } = useHere();
  const designer = useDesigner();
  const { screenToFlowPosition } = useReactFlow();

  return useMemo(
    () => ({
      onPointerMove: ({ clientX: x, clientY: y }: React.PointerEvent) => {
        const at = screenToFlowPosition({ x, y }, { snapToGrid: false });
        presence.show({ pointer: { x: Math.round(at.x), y: Math.round(at.y) } });
      },
      onPointerLeave: () => presence.show({ pointer: null }),
      onDoubleClick: (event: React.MouseEvent) => {
        const isPane = (event.target as Element).classList.contains('react-flow__pane');
        if (!isPane || !designer.mayEdit) return;
        const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
        designer.open({ is: 'add', at, joint: {} });
      },
      onDragOver: (event: React.DragEvent) => {
        if (event.dataTransfer.types.includes(DRAGGED_KIND)) event.preventDefault();
      },
      onDrop: (event: React.DragEvent) => {
        const kind = event.dataTransfer.getData(DRAGGED_KIND);
        if (kind === '') return;
        event.preventDefault();
        const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
        designer.drop?.(kind, at, edgeAt([[event.clientX, event.clientY]]));
      },
    }),
    [presence, designer, screenToFlowPosition],
  );
}

/** What the palette puts into a drag. */
export const DRAGGED_KIND = 'application/x-orchestrator-task';
