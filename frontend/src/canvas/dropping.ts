/** What a drag that ended writes: places, and the container that tasks were dropped into. */
import type { Designer } from '../designer/designer.ts';
import { asOneStep } from '../designer/editing.ts';
import { moveNote, moveTasks, type Point, setField } from '../workflow/commands.ts';
import { parentOf } from '../workflow/graph.ts';
import { type CanvasNode, noteOf } from './shapes.ts';

export function dropTasks(
  designer: Designer,
  dragged: readonly CanvasNode[],
  under: readonly CanvasNode[],
): void {
  const { doc, view } = designer.room;
  const moving = new Set(dragged.map(({ id }) => id));
  const into = under.filter(({ id }) => !moving.has(id)).at(-1)?.id;
  asOneStep(designer, () => {
    const places = new Map<string, Point>();
    for (const node of dragged) {
      const note = noteOf(node.id);
      const at = rounded(node.position);
      if (note !== undefined) {
        moveNote(doc, note, at);
        continue;
      }
      const parent = parentOf(view.entry('tasks', node.id));
      if (parent !== undefined && moving.has(parent)) continue; // its container carries it along
      places.set(node.id, parent === into ? at : changeContainer(designer, node, parent, into));
    }
    moveTasks(doc, places);
  });
}

/** Its place is told from the corner of what it stands in. */
function changeContainer(
  designer: Designer,
  node: CanvasNode,
  parent: string | undefined,
  into: string | undefined,
): Point {
  setField(designer.room.doc, { root: 'tasks', id: node.id }, ['parent'], into);
  const from = cornerOf(designer, parent);
  const to = cornerOf(designer, into);
  return rounded({ x: node.position.x + from.x - to.x, y: node.position.y + from.y - to.y });
}

function cornerOf(designer: Designer, id: string | undefined): Point {
  return (id === undefined ? undefined : designer.canvas?.placeOf(id)) ?? { x: 0, y: 0 };
}

function rounded({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}
