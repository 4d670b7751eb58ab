import { JsonView } from '../../runs/JsonView.tsx';
import { LargeOutput } from '../../runs/LargeOutput.tsx';
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
        {execution.outputs_are_cut ? (
          <LargeOutput
            beginning={execution.outputs_beginning}
            size={execution.outputs_bytes}
            href={`/api/v1/executions/${execution.id}/outputs`}
            name={`outputs-${execution.id}.json`}
          />
        ) : (
          <JsonView value={execution.outputs} />
        )}
      </section>
    </div>
  );
}
