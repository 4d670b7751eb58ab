import type { EdgeChange, Edge as FlowEdge } from '@xyflow/react';
import { useCallback, useMemo } from 'react';
import { useEdges } from '../collaboration/roomContext.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import { edgeId, readEdge } from '../workflow/edges.ts';

export type CanvasEdge = FlowEdge<Record<string, never>, 'task'>;

/** The edges of the document, and which one is selected. */
export function useCanvasEdges() {
  const edges = useEdges();
  const designer = useDesigner();
  const chosen = useSignal(designer.selectedEdge);
  const chosenId = chosen && edgeId(chosen);

  const shown = useMemo(
    () =>
      edges.map((edge): CanvasEdge => {
        const id = edgeId(edge);
        return {
          id,
          type: 'task',
          source: edge.source,
          target: edge.target,
          sourceHandle: edge.outcome === 'failed' ? null : (edge.outcome ?? null),
          selected: id === chosenId,
          data: {},
          ...(edge.outcome === 'failed' ? { label: 'failed' } : {}),
        };
      }),
    [edges, chosenId],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<CanvasEdge>[]) => {
      for (const change of changes) {
        if (change.type === 'select' && change.selected) designer.selectEdge(readEdge(change.id));
      }
    },
    [designer],
  );
  const onEdgeClick = useCallback(
    (_event: React.MouseEvent, { id }: CanvasEdge) => designer.selectEdge(readEdge(id)),
    [designer],
  );
  return { edges: shown, onEdgesChange, onEdgeClick };
}
