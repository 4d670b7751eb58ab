import { JsonView } from '../../runs/JsonView.tsx';
import { useRunHere } from '../../runs/runContext.ts';
import css from './run.module.css';

/** What the run was given and what it gave. */
export function DataTab() {
  const { execution } = useRunHere();
  return (
    <div className={css.data}>
      <section>
        <h2>Inputs</h2>
        <JsonView value={execution.inputs} />
      </section>
      <section>
        <h2>Outputs</h2>
        <JsonView value={execution.outputs} />
      </section>
    </div>
  );
}
