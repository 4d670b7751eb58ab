/** What stands in a frame goes with it while it is dragged. */
import type { NodeChange } from '@xyflow/react';
import { frameOf } from './frames.ts';
import type { CanvasNode } from './shapes.ts';

/** The same changes, and those of what stands in the frames among them. */
export function carryMembers(
  changes: NodeChange<CanvasNode>[],
  nodes: readonly CanvasNode[],
): NodeChange<CanvasNode>[] {
  const moved = changes.filter(
    (change) => change.type === 'position' && frameOf(change.id) !== undefined,
  );
  if (moved.length === 0) return changes;
  const known = new Map(nodes.map((node) => [node.id, node]));
  const led = new Set(changes.flatMap((change) => ('id' in change ? [change.id] : [])));
  const carried = moved.flatMap((change) => {
    const frame = known.get('id' in change ? change.id : '');
    if (frame === undefined || change.type !== 'position') return [];
    const { position = frame.position, dragging } = change;
    const [dx, dy] = [position.x - frame.position.x, position.y - frame.position.y];
    return (frame.data.members ?? []).flatMap((id): NodeChange<CanvasNode>[] => {
      const node = known.get(id);
      if (node === undefined || led.has(id)) return [];
      const at = { x: node.position.x + dx, y: node.position.y + dy };
      return [
        { id, type: 'position', position: at, ...(dragging === undefined ? {} : { dragging }) },
      ];
    });
  });
  return [...changes, ...carried];
}
