import type { EdgeChange, Edge as FlowEdge } from '@xyflow/react';
import { useCallback, useMemo, useRef } from 'react';
import { useEdges } from '../collaboration/roomContext.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import { type Edge, edgeId, readEdge } from '../workflow/edges.ts';
import { standIns } from './frames.ts';
import { hover, unhover } from './hovering.ts';
import type { CanvasNode } from './shapes.ts';

export type CanvasEdge = FlowEdge<Record<string, never>, 'task'>;

const onEdgeMouseEnter = (_event: React.MouseEvent, { id }: CanvasEdge) => hover(id);

/** The edges of the document between the nodes that are shown, and which one is selected. */
export function useCanvasEdges(nodes: readonly CanvasNode[]) {
  const edges = useEdges();
  const designer = useDesigner();
  const chosen = useSignal(designer.selectedEdge);
  const chosenId = chosen && edgeId(chosen);
  const folded = useSame(
    nodes.filter(({ type }) => type === 'folded').map(({ id, data }) => ({ id, data })),
  );

  const shown = useMemo(
    () => shownEdges(edges, standIns(folded), chosenId),
    [edges, folded, chosenId],
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
  return { edges: shown, onEdgesChange, onEdgeClick, onEdgeMouseEnter, onEdgeMouseLeave: unhover };
}

/** Those to folded groups end at their frames, once for each pair; those inside are not seen. */
export function shownEdges(
  edges: readonly Edge[],
  standsFor: ReadonlyMap<string, string>,
  chosenId: string | undefined,
): CanvasEdge[] {
  const shown = new Map<string, CanvasEdge>();
  for (const edge of edges) {
    const source = standsFor.get(edge.source) ?? edge.source;
    const target = standsFor.get(edge.target) ?? edge.target;
    if (source === target) continue;
    const isOwn = source === edge.source && target === edge.target;
    const id = isOwn ? edgeId(edge) : `${source}>${target}`;
    if (shown.has(id)) continue;
    const hasHandle =
      source === edge.source && edge.outcome !== undefined && edge.outcome !== 'failed';
    shown.set(id, {
      id,
      type: 'task',
      source,
      target,
      sourceHandle: hasHandle ? (edge.outcome as string) : null,
      selected: id === chosenId,
      selectable: isOwn,
      ...(isOwn ? {} : { reconnectable: false }),
      data: {},
      ...(isOwn && edge.outcome === 'failed' ? { label: 'failed' } : {}),
    });
  }
  return [...shown.values()];
}

type Folded = Pick<CanvasNode, 'id' | 'data'>;

/** The list of before while it holds the same. */
function useSame(now: readonly Folded[]): readonly Folded[] {
  const before = useRef(now);
  const isSame =
    now.length === before.current.length &&
    now.every(({ data }, at) => data === before.current[at]?.data);
  if (!isSame) before.current = now;
  return before.current;
}
