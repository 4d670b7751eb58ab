import { useEdges, useEntry, useIds, useMayEdit, useRoom } from '../collaboration/roomContext.ts';
import { useTaskStatus } from '../runs/useExecution.ts';
import { Button } from '../ui/Button.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { rename } from '../workflow/commands.ts';
import type { DocView } from '../workflow/docView.ts';
import { nameOf, parentOf } from '../workflow/graph.ts';
import css from './designer.module.css';
import { useDesigner, useSignal } from './designerContext.ts';
import { asOneStep, removeSelected } from './editing.ts';

/** The same graph as a table: complete without a pointer and without sight. */
export function Outline() {
  const designer = useDesigner();
  const { view } = useRoom();
  const ids = useIds('tasks');
  const edges = useEdges();
  const mayEdit = useMayEdit();
  const rows = inOrder(view, ids, edges.length);

  return (
    <div className={css.outline}>
      <h2>Outline</h2>
      {mayEdit && (
        <Button
          onClick={() =>
            designer.open({ is: 'add', at: { x: 0, y: 0 }, screen: { x: 0, y: 0 }, joint: {} })
          }
        >
          Add a task
        </Button>
      )}
      <table>
        <caption className={css.faint}>{ids.length} tasks, each after what it waits for</caption>
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">Kind</th>
            <th scope="col">Waits for</th>
            <th scope="col">State</th>
            <th scope="col">Actions</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([id, depth]) => (
            <OutlineRow key={id} id={id} depth={depth} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OutlineRow({ id, depth }: { id: string; depth: number }) {
  const designer = useDesigner();
  const { doc, view } = useRoom();
  const task = useEntry('tasks', id);
  const edges = useEdges();
  const status = useTaskStatus(id);
  const mayEdit = useMayEdit();
  const isSelected = useSignal(designer.selected).has(id);
  const sources = edges.filter(({ target }) => target === id);

  return (
    <tr aria-selected={isSelected} data-selected={isSelected || undefined}>
      <th scope="row" style={{ paddingInlineStart: 8 + depth * 20 }}>
        <input
          aria-label={`Name of ${nameOf(id, task)}`}
          key={nameOf(id, task)}
          defaultValue={nameOf(id, task)}
          readOnly={!mayEdit}
          onFocus={() => designer.select([id])}
          onBlur={(event) =>
            asOneStep(designer, () => rename(doc, { root: 'tasks', id }, event.target.value.trim()))
          }
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
      </th>
      <td>{designer.kind(task?.kind)?.title ?? String(task?.kind)}</td>
      <td>
        {sources
          .map(
            (edge) =>
              `${nameOf(edge.source, view.entry('tasks', edge.source))}${edge.outcome ? ` (${edge.outcome})` : ''}`,
          )
          .join(', ') || '–'}
      </td>
      <td>{status ? <StateMark look={status.look} /> : task?.disabled === true ? 'off' : '–'}</td>
      <td className={css.rowActions}>
        <Button look="quiet" onClick={() => designer.select([id])}>
          Settings
        </Button>
        {mayEdit && (
          <>
            <Button look="quiet" onClick={() => designer.open({ is: 'connect', source: id })}>
              Connect
            </Button>
            <Button
              look="quiet"
              onClick={() => {
                designer.select([id]);
                removeSelected(designer);
              }}
            >
              Remove
            </Button>
          </>
        )}
      </td>
    </tr>
  );
}

/** Tasks after what they wait for, those of a container right after it, with their depth. */
function inOrder(
  view: DocView,
  ids: readonly string[],
  _edges: number,
): readonly (readonly [string, number])[] {
  const waiting = Map.groupBy(view.edges(), ({ target }) => target);
  const children = Map.groupBy(ids, (id) => parentOf(view.entry('tasks', id)) ?? '');
  const rows: (readonly [string, number])[] = [];
  const placed = new Set<string>();
  const place = (id: string, depth: number, above: ReadonlySet<string>) => {
    if (placed.has(id) || above.has(id)) return;
    const now = new Set(above).add(id);
    for (const edge of waiting.get(id) ?? []) {
      if (parentOf(view.entry('tasks', edge.source)) === parentOf(view.entry('tasks', id))) {
        place(edge.source, depth, now);
      }
    }
    if (placed.has(id)) return;
    placed.add(id);
    rows.push([id, depth]);
    for (const child of children.get(id) ?? []) place(child, depth + 1, now);
  };
  for (const id of children.get('') ?? []) place(id, 0, new Set());
  for (const id of ids) place(id, 0, new Set());
  return rows;
}
