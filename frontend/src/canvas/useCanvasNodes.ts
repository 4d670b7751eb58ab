import { applyNodeChanges, type NodeChange, type OnNodeDrag, useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useHere } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { dropTasks } from './dropping.ts';
import { type CanvasNode, dragsOf, nodesOf, noteOf } from './shapes.ts';

/**
 * The nodes that the canvas shows: the document's, with what happens to them before it is an edit.
 * A drag is seen by others while it lasts and written once, when it ends.
 */
export function useCanvasNodes() {
  const { room, presence } = useHere();
  const designer = useDesigner();
  const [nodes, setNodes] = useState<CanvasNode[]>(() => nodesOf(room.view, [], new Map()));
  const { getIntersectingNodes } = useReactFlow<CanvasNode>();
  const start = useRef<{ x: number; y: number } | undefined>(undefined);

  useEffect(() => {
    const read = () =>
      setNodes((before) => nodesOf(room.view, before, dragsOf(presence.people.get())));
    read();
    const stop = [
      room.view.subscribe('tasks/*', read),
      room.view.subscribe('notes/*', read),
      onDrags(presence, read),
    ];
    return () => {
      for (const each of stop) each();
    };
  }, [room, presence]);

  useEffect(() => {
    const mark = () => {
      const chosen = designer.selected.get();
      setNodes((before) =>
        before.map((node) =>
          (node.selected ?? false) === chosen.has(node.id)
            ? node
            : { ...node, selected: chosen.has(node.id) },
        ),
      );
    };
    return designer.selected.subscribe(mark);
  }, [designer]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      setNodes((before) => applyNodeChanges(changes, before));
      const chosen = changes.filter((change) => change.type === 'select');
      if (chosen.length === 0) return;
      const selected = new Set(designer.selected.get());
      for (const { id, selected: isSelected } of chosen) {
        if (isSelected) selected.add(id);
        else selected.delete(id);
      }
      designer.select(selected);
    },
    [designer],
  );

  const onNodeDragStart: OnNodeDrag<CanvasNode> = useCallback((_event, node) => {
    start.current = { ...node.position };
  }, []);

  const onNodeDrag: OnNodeDrag<CanvasNode> = useCallback(
    (_event, node, dragged) => {
      const from = start.current;
      if (from === undefined) return;
      presence.show({
        drag: {
          ids: dragged.map(({ id }) => id).filter((id) => noteOf(id) === undefined),
          dx: node.position.x - from.x,
          dy: node.position.y - from.y,
        },
      });
    },
    [presence],
  );

  const onNodeDragStop: OnNodeDrag<CanvasNode> = useCallback(
    (_event, node, dragged) => {
      const from = start.current;
      start.current = undefined;
      presence.show({ drag: null });
      if (from === undefined || (from.x === node.position.x && from.y === node.position.y)) return;
      const under = getIntersectingNodes(node, true).filter(({ type }) => type === 'container');
      dropTasks(designer, dragged, under);
    },
    [designer, presence, getIntersectingNodes],
  );

  return { nodes, onNodesChange, onNodeDragStart, onNodeDrag, onNodeDragStop };
}

/** Tells when somebody else's drag moved or ended, and not of every pointer. */
function onDrags(presence: ReturnType<typeof useHere>['presence'], heard: () => void): () => void {
  let last = '';
  return presence.people.subscribe(() => {
    const now = JSON.stringify([...dragsOf(presence.people.get())]);
    if (now !== last) heard();
    last = now;
  });
}
