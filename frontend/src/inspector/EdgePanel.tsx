import { useMayEdit, useRoom } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { asOneStep, removeSelected } from '../designer/editing.ts';
import { Button } from '../ui/Button.tsx';
import { reconnect } from '../workflow/commands.ts';
import type { Edge } from '../workflow/edges.ts';
import { nameOf, outcomesOf } from '../workflow/graph.ts';
import css from './inspector.module.css';

/** One dependency: what it waits for, and how that has to end. */
export function EdgePanel({ edge }: { edge: Edge }) {
  const designer = useDesigner();
  const { doc, view } = useRoom();
  const mayEdit = useMayEdit();
  const { source, target, outcome } = edge;
  const task = view.entry('tasks', source);
  const outcomes = [...outcomesOf(task, designer.kind(task?.kind)?.outcomes ?? []), 'failed'];
  const change = (next: string) => {
    const to: Edge = next === '' ? { source, target } : { source, target, outcome: next };
    asOneStep(designer, () => reconnect(doc, edge, to));
    designer.selectEdge(to);
  };

  return (
    <div className={css.body}>
      <h2 className={css.heading}>
        {nameOf(target, view.entry('tasks', target))} waits for {nameOf(source, task)}
      </h2>
      <div className={css.field}>
        <label htmlFor="outcome">Goes on when it</label>
        <select
          id="outcome"
          className={css.input}
          disabled={!mayEdit}
          value={outcome ?? ''}
          onChange={(event) => change(event.target.value)}
        >
          <option value="">is done</option>
          {outcomes.map((each) => (
            <option key={each} value={each}>
              {each === 'failed' ? 'failed' : `ends as ${each}`}
            </option>
          ))}
        </select>
      </div>
      {mayEdit && (
        <p className={css.buttons}>
          <Button
            onClick={() =>
              designer.open({
                is: 'add',
                at: designer.canvas?.middle() ?? { x: 0, y: 0 },
                joint: { splits: edge },
              })
            }
          >
            Put a task in between
          </Button>
          <Button look="danger" onClick={() => removeSelected(designer)}>
            Remove
          </Button>
        </p>
      )}
    </div>
  );
}
