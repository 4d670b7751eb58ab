import {
  type Connection,
  type FinalConnectionState,
  type OnConnectStartParams,
  type OnReconnect,
  useReactFlow,
} from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useRoom } from '../collaboration/roomContext.ts';
import type { Joint } from '../designer/designer.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { drawEdge, moveEdge } from '../designer/wiring.ts';
import { type Edge, edgeId, readEdge } from '../workflow/edges.ts';
import { type End, whyNotConnect, whyNotFrom } from '../workflow/graph.ts';
import { Aiming } from './aiming.ts';
import { frameOf } from './frames.ts';
import { noteOf } from './shapes.ts';
import type { CanvasEdge } from './useCanvasEdges.ts';

/** Drawing edges: what cannot be connected is dimmed before release, and told why. */
export function useConnecting() {
  const designer = useDesigner();
  const { view } = useRoom();
  const { screenToFlowPosition } = useReactFlow();
  /** The edge that is taken by one of its ends, and which end stays. */
  const reconnecting = useRef<Moved>(undefined);
  const [aiming] = useState(() => new Aiming());
  useEffect(() => () => aiming.end(), [aiming]);

  const isValidConnection = useCallback(
    (connection: Connection | CanvasEdge) => {
      const edge = edgeOf(connection);
      const task = (id: string) => view.entry('tasks', id);
      return edge !== undefined && whyNotConnect(edge, view.edges(), task) === undefined;
    },
    [view],
  );

  const onConnect = useCallback(
    (connection: Connection) => {
      const edge = edgeOf(connection);
      if (edge !== undefined) drawEdge(designer, edge);
    },
    [designer],
  );

  const onConnectStart = useCallback(
    (_event: MouseEvent | TouchEvent, { nodeId, handleId, handleType }: OnConnectStartParams) => {
      if (nodeId === null || handleType === null) return;
      const moved = reconnecting.current?.edge;
      const edges = view.edges().filter((each) => !moved || edgeId(each) !== edgeId(moved));
      const end: End = { id: nodeId, side: handleType, ...outcomeOf(handleId) };
      const whyNot = whyNotFrom(end, edges, (id) => view.entry('tasks', id));
      aiming.begin(nodeId, (id) => noEdgeOf(id) ?? whyNot(id));
    },
    [view, aiming],
  );

  const onConnectEnd = useCallback(
    (
      event: MouseEvent | TouchEvent,
      { fromHandle, toNode, isValid, fromNode }: FinalConnectionState,
    ) => {
      aiming.end();
      const moved = reconnecting.current;
      if (moved !== undefined) {
        const end = toNode?.id ?? cardUnder(pointOf(event));
        if (!isValid && end !== undefined) moveEdge(designer, moved.edge, movedTo(moved, end));
        return;
      }
      if (isValid || fromHandle === null || fromNode === null || !designer.mayEdit) return;
      const end = toNode?.id ?? cardUnder(pointOf(event));
      if (end === fromNode.id) return;
      if (end !== undefined) {
        const [source, target] =
          fromHandle.type === 'source' ? [fromNode.id, end] : [end, fromNode.id];
        drawEdge(designer, { source, target, ...outcomeOf(fromHandle.id) });
        return;
      }
      const at = screenToFlowPosition(pointOf(event));
      const joint: Joint =
        fromHandle.type === 'source'
          ? { source: { id: fromNode.id, ...outcomeOf(fromHandle.id) } }
          : { target: fromNode.id };
      designer.open({ is: 'add', at, joint });
    },
    [designer, screenToFlowPosition, aiming],
  );

  /** By two clicks on dots: the second may be one that cannot be. */
  const onClickConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent) => {
      const { x, y } = pointOf(event);
      const why = aiming.whyNotAt(x, y);
      aiming.end();
      if (why !== undefined) designer.tell(why);
    },
    [designer, aiming],
  );

  const onReconnectStart = useCallback(
    (_event: React.MouseEvent, { id }: CanvasEdge, stays: 'source' | 'target') => {
      const edge = readEdge(id);
      reconnecting.current = edge && { edge, stays };
    },
    [],
  );

  const onReconnect: OnReconnect<CanvasEdge> = useCallback(
    ({ id, source: from }, { source, target, sourceHandle }) => {
      const edge = readEdge(id);
      if (edge === undefined || !source || !target) return;
      // An edge for a failure has no handle of its own: it stays one.
      const isOther = source !== from && edge.outcome !== 'failed';
      const outcome = isOther || sourceHandle ? outcomeOf(sourceHandle) : keptOutcome(edge);
      moveEdge(designer, edge, { source, target, ...outcome });
    },
    [designer],
  );

  /** Let go over nothing, it stays as it was: nothing is ever deleted by a slip. */
  const onReconnectEnd = useCallback(() => {
    if (reconnecting.current) designer.selectEdge(reconnecting.current.edge);
    reconnecting.current = undefined;
  }, [designer]);

  return {
    aiming,
    handlers: {
      isValidConnection,
      onConnect,
      onConnectStart,
      onConnectEnd,
      onClickConnectStart: onConnectStart,
      onClickConnectEnd,
      onReconnectStart,
      onReconnect,
      onReconnectEnd,
    },
  };
}

interface Moved {
  readonly edge: Edge;
  readonly stays: 'source' | 'target';
}

function movedTo({ edge, stays }: Moved, end: string): Edge {
  return stays === 'source'
    ? { ...edge, target: end }
    : { source: end, target: edge.target, ...(edge.outcome === 'failed' ? keptOutcome(edge) : {}) };
}

function keptOutcome({ outcome }: Edge): { outcome?: string } {
  return outcome === undefined ? {} : { outcome };
}

/** Why no edge at all can end at a node that is no task. */
function noEdgeOf(node: string): string | undefined {
  if (noteOf(node) !== undefined) return 'A note waits for nothing.';
  if (frameOf(node) === undefined) return undefined;
  return 'Open the group to connect with a task in it.';
}

/** An edge may end anywhere on a card; inside of a container one wants a new task. */
function cardUnder({ x, y }: { x: number; y: number }): string | undefined {
  const node = document.elementFromPoint(x, y)?.closest<HTMLElement>('.react-flow__node-task');
  return node?.dataset.id;
}

function edgeOf({ source, target, sourceHandle }: Connection | CanvasEdge): Edge | undefined {
  if (!source || !target) return undefined;
  return { source, target, ...outcomeOf(sourceHandle) };
}

function outcomeOf(handle: string | null | undefined): { outcome?: string } {
  return handle ? { outcome: handle } : {};
}

function pointOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const at = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 };
}
