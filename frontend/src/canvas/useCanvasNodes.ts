import { applyNodeChanges, type NodeChange, type OnNodeDrag, useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useHere } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { asOneStep } from '../designer/editing.ts';
import { spliceInto } from '../designer/wiring.ts';
import { dropTasks, duplicateTo } from './dropping.ts';
import { edgeUnder } from './edgeUnder.ts';
import { carryMembers } from './framesDragged.ts';
import { nodesOf } from './nodes.ts';
import { type CanvasNode, dragsOf, noteOf } from './shapes.ts';
import { useGuides } from './useGuides.ts';

/**
 * The nodes that the canvas shows: the document's, with what happens to them before it is an edit.
 * A drag is seen by others while it lasts and written once, when it ends.
 */
export function useCanvasNodes() {
  const { room, presence } = useHere();
  const designer = useDesigner();
  const [nodes, setNodes] = useState<CanvasNode[]>(() =>
    nodesOf(room.view, [], new Map(), designer.folds.get()),
  );
  const { getIntersectingNodes } = useReactFlow<CanvasNode>();
  const guides = useGuides();
  const latest = useRef(nodes);
  latest.current = nodes;
  /** Alt was held when the drag began: what is dragged stays, and a copy comes. */
  const copies = useRef(false);
  const start = useRef<{ x: number; y: number } | undefined>(undefined);

  useEffect(() => {
    const read = () =>
      setNodes((before) =>
        nodesOf(room.view, before, dragsOf(presence.people.get()), designer.folds.get()),
      );
    read();
    const stop = [
      room.view.subscribe('tasks/*', read),
      room.view.subscribe('notes/*', read),
      room.view.subscribe('groups/*', read),
      designer.folds.subscribe(read),
      onDrags(presence, read),
    ];
    return () => {
      for (const each of stop) each();
    };
  }, [room, presence, designer]);

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
      const inLine = guides.inLine(changes);
      setNodes((before) => applyNodeChanges(carryMembers(inLine, before), before));
      const chosen = changes.filter((change) => change.type === 'select');
      if (chosen.length === 0) return;
      const selected = new Set(designer.selected.get());
      for (const { id, selected: isSelected } of chosen) {
        if (isSelected) selected.add(id);
        else selected.delete(id);
      }
      designer.select(selected);
    },
    [designer, guides],
  );

  const onNodeDragStart: OnNodeDrag<CanvasNode> = useCallback(
    (event, node, dragged) => {
      copies.current = event.altKey;
      start.current = { ...node.position };
      guides.begin(node, dragged, latest.current);
    },
    [guides],
  );

  const onNodeDrag: OnNodeDrag<CanvasNode> = useCallback(
    (_event, node, dragged) => {
      const from = start.current;
      if (from === undefined) return;
      presence.show({
        drag: {
          ids: dragged.map(({ id }) => id).filter((id) => noteOf(id) === undefined),
          dx: node.position.x + guides.shift.x - from.x,
          dy: node.position.y + guides.shift.y - from.y,
        },
      });
    },
    [presence, guides],
  );

  const onNodeDragStop: OnNodeDrag<CanvasNode> = useCallback(
    (_event, node, dragged) => {
      const from = start.current;
      const { x, y } = guides.shift;
      guides.end();
      start.current = undefined;
      presence.show({ drag: null });
      const to = { x: node.position.x + x, y: node.position.y + y };
      if (from === undefined || (from.x === to.x && from.y === to.y)) return;
      const under = getIntersectingNodes(node, true).filter(({ type }) => type === 'container');
      const inLine = dragged.map((each) => ({
        ...each,
        position: { x: each.position.x + x, y: each.position.y + y },
      }));
      if (copies.current) {
        duplicateTo(designer, inLine);
        return;
      }
      const edge = edgeUnder(inLine);
      asOneStep(designer, () => {
        dropTasks(designer, inLine, under, { x: to.x - from.x, y: to.y - from.y });
        if (edge !== undefined) spliceInto(designer, node.id, edge, to);
      });
    },
    [designer, presence, guides, getIntersectingNodes],
  );

  return { nodes, guides, onNodesChange, onNodeDragStart, onNodeDrag, onNodeDragStop };
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
