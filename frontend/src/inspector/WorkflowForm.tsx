import { useRoom, useWorkflow } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { asOneStep } from '../designer/editing.ts';
import { TextEditor } from '../designer/parts.ts';
import type { Scope } from '../editor/visibleNames.ts';
import { Guarded } from '../ui/Guarded.tsx';
import { rename, setField, textOf } from '../workflow/commands.ts';
import type { Json } from '../workflow/json.ts';
import { FieldInput } from './FieldInput.tsx';
import css from './inspector.module.css';
import { PlainField } from './PlainField.tsx';
import type { FieldSpec } from './schema.ts';
import { ScopeContext } from './scopeContext.ts';

const WORKFLOW = { root: 'workflow' } as const;
const OF_OUTPUTS: Scope = { isOutputs: true };
const FIELDS: readonly FieldSpec[] = [
  {
    names: ['inputs'],
    isNeeded: false,
    schema: {
      title: 'Inputs',
      description: 'JSON Schema of what a run is started with.',
      'x-role': 'schema',
    },
  },
  {
    names: ['outputs'],
    isNeeded: false,
    schema: {
      title: 'Outputs',
      description: 'What a run gives; expressions by name.',
      type: 'object',
      'x-role': 'template',
    },
  },
  {
    names: ['settings'],
    isNeeded: false,
    schema: {
      title: 'Limits',
      description: 'timeout_s, max_parallel, on_failure, concurrency, budget.',
    },
  },
  {
    names: ['tags'],
    isNeeded: false,
    schema: { title: 'Tags', type: 'array', items: { type: 'string' } },
  },
];

/** What belongs to the whole workflow; shown while nothing is selected. */
export default function WorkflowForm() {
  const { doc } = useRoom();
  const workflow = useWorkflow();
  const designer = useDesigner();
  const description = textOf(doc, WORKFLOW, ['description']);
  const write = (name: string) => (value: Json | undefined) =>
    asOneStep(designer, () => setField(doc, WORKFLOW, [name], value));

  return (
    <div className={css.body}>
      <h2 className={css.heading}>Workflow</h2>
      <PlainField
        label="Name"
        value={String(workflow.name ?? '')}
        onChange={(name) => asOneStep(designer, () => rename(doc, WORKFLOW, name.trim()))}
      />
      {description && (
        <div className={css.field}>
          <span className={css.label}>Description</span>
          <Guarded fallback={<pre className={css.static}>{description.toString()}</pre>}>
            <TextEditor
              text={description}
              task={undefined}
              label="Description"
              hint="What is it for?"
            />
          </Guarded>
        </div>
      )}
      <ScopeContext value={OF_OUTPUTS}>
        {FIELDS.map((spec) => (
          <FieldInput
            key={spec.names[0]}
            spec={spec}
            value={workflow[spec.names[0]]}
            error={undefined}
            onChange={write(spec.names[0])}
            task=""
          />
        ))}
      </ScopeContext>
    </div>
  );
}
