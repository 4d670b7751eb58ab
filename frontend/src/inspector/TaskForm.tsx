import { useQuery } from '@tanstack/react-query';
import { documentSchemaQuery, functionsQuery } from '../api/queries.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { isObject, type JsonObject } from '../workflow/json.ts';
import { FieldRow } from './FieldRow.tsx';
import css from './inspector.module.css';
import { type FieldSpec, fieldsOf, type Schema } from './schema.ts';

const AROUND = [
  'join',
  'when',
  'timeout_s',
  'retry',
  'on_error',
  'priority',
  'cache',
  'input_schema',
  'output_schema',
  'type',
];

/** The settings of one task: those of its kind, then those that every task has. */
export function TaskForm({ id, task }: { id: string; task: JsonObject }) {
  const kind = useDesigner().kind(task.kind);
  const args = useArguments(task);
  const around = useAround();
  if (kind === undefined) {
    return (
      <p className={css.faint}>
        This installation does not know the kind “{String(task.kind)}”; it is kept as it is.
      </p>
    );
  }
  const own = fieldsOf(kind.settings_schema as Schema).filter(
    ({ names }) => !(args && names[0] === 'arguments'),
  );
  return (
    <>
      {[...own, ...(args ?? [])].map((spec) => (
        <FieldRow key={spec.names.join('.')} id={id} task={task} spec={spec} />
      ))}
      <details className={css.more}>
        <summary>Conditions, retries, limits</summary>
        {around.map((spec) => (
          <FieldRow key={spec.names.join('.')} id={id} task={task} spec={spec} />
        ))}
      </details>
    </>
  );
}

/** The arguments of the function that is called, by its own schema. */
function useArguments(task: JsonObject): readonly FieldSpec[] | undefined {
  const functions = useQuery(functionsQuery).data;
  const called = functions?.find(({ name }) => name === task.function);
  const schema = called?.arguments_schema as Schema | undefined;
  if (task.kind !== 'function' || !isObject(schema?.properties)) return undefined;
  const needed = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(schema.properties).flatMap(([name, each]) =>
    isObject(each)
      ? [
          {
            names: ['arguments', name] as const,
            schema: { title: name, ...each, 'x-role': 'template' },
            isNeeded: needed.has(name),
          },
        ]
      : [],
  );
}

function useAround(): readonly FieldSpec[] {
  const schema = useQuery(documentSchemaQuery).data as JsonObject | undefined;
  const defs = isObject(schema?.$defs) ? schema.$defs : {};
  const any = isObject(defs.task_wait) ? defs.task_wait : {};
  const properties = isObject(any.properties) ? any.properties : {};
  const wanted = Object.fromEntries(
    AROUND.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
  );
  return fieldsOf({ properties: wanted });
}
