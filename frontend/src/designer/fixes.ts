/** One-click repairs of problems whose fix is a single value. */
import type { Problem } from '../collaboration/room.ts';
import { disconnect, setField } from '../workflow/commands.ts';
import { leadsTo, nameOf } from '../workflow/graph.ts';
import type { Designer } from './designer.ts';
import { asOneStep } from './editing.ts';

export interface Fix {
  readonly label: string;
  readonly run: () => void;
}

const SETS: Readonly<
  Record<string, readonly [string, readonly [string, string] | readonly [string], number]>
> = {
  'hint.no_retry': ['Retry 3 times', ['retry', 'max_attempts'], 3],
};
const USELESS = new Set(['field.no_effect', 'field.unknown']);

export function fixOf(designer: Designer, { code, task, path }: Problem): Fix | undefined {
  const { doc } = designer.room;
  if (task === null) return undefined;
  const place = { root: 'tasks', id: task } as const;
  const set = Object.hasOwn(SETS, code) ? SETS[code] : undefined;
  if (set !== undefined) {
    const [label, names, value] = set;
    return { label, run: () => asOneStep(designer, () => setField(doc, place, names, value)) };
  }
  const field = path.split('/')[3];
  if (USELESS.has(code) && field !== undefined) {
    const run = () => asOneStep(designer, () => setField(doc, place, [field], undefined));
    return { label: `Remove “${field}”`, run };
  }
  return code === 'graph.cycle' ? cutCircle(designer, task) : undefined;
}

/** A circle that a merge closed is opened at the edge of the circle that leads to the named task. */
function cutCircle(designer: Designer, task: string): Fix | undefined {
  const { doc, view } = designer.room;
  const edges = view.edges();
  const edge = edges.find(({ source, target }) => target === task && leadsTo(task, source, edges));
  if (edge === undefined) return undefined;
  const name = (id: string) => nameOf(id, view.entry('tasks', id));
  return {
    label: `Cut ${name(edge.source)} → ${name(edge.target)}`,
    run: () => asOneStep(designer, () => disconnect(doc, edge)),
  };
}
