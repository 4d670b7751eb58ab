import type { Json } from '../workflow/json.ts';
import { CasesField } from './CasesField.tsx';
import { ChoiceField } from './ChoiceField.tsx';
import { FlagField } from './FlagField.tsx';
import { JsonField } from './JsonField.tsx';
import { ListField } from './ListField.tsx';
import { ModeBadge } from './ModeBadge.tsx';
import { NumberField } from './NumberField.tsx';
import { PairsField } from './PairsField.tsx';
import { PlainField } from './PlainField.tsx';
import { type FieldSpec, isExpression, type Shape, shapeOf, titleOf, writingOf } from './schema.ts';
import { useChoices } from './useChoices.ts';

export interface FieldProps {
  readonly spec: FieldSpec;
  readonly value: Json | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly task: string;
}

/** The input that fits the schema of a setting, and whether it is fixed where it need not be. */
export function FieldInput(props: FieldProps) {
  const { spec, value, onChange } = props;
  if (!maySwitch(spec)) return <OneInput {...props} />;
  return (
    <>
      <OneInput {...props} />
      <ModeBadge
        label={titleOf(spec)}
        value={value}
        start={spec.schema.default}
        onChange={onChange}
      />
    </>
  );
}

/** Texts need no switch: whatever is typed may hold expressions. */
function maySwitch({ schema }: FieldSpec): boolean {
  const role = schema['x-role'];
  return (
    (role === 'template' || role === 'inner') &&
    ['number', 'flag', 'choice', 'list'].includes(shapeOf(schema))
  );
}

/** In these an expression is typed as anything else is: another field would take the focus away. */
const TAKES_EXPRESSIONS: ReadonlySet<Shape> = new Set(['text', 'long_text', 'number', 'json']);

function OneInput(props: FieldProps) {
  const shape = shapeOf(props.spec.schema);
  if (isExpression(props.value) && !TAKES_EXPRESSIONS.has(shape))
    return <ExpressionField {...props} />;
  switch (shape) {
    case 'choice':
      return <ChoiceField {...props} />;
    case 'flag':
      return <FlagField {...props} />;
    case 'number':
      return <NumberField {...props} />;
    case 'list':
      return <ListField {...props} />;
    case 'cases':
      return <CasesField {...props} />;
    case 'pairs':
      return <PairsField {...props} />;
    case 'json':
      return <JsonField {...props} />;
    case 'long_text':
      return <TextField {...props} rows={4} />;
    case 'text':
      return <TextField {...props} />;
  }
}

function TextField({ spec, value, error, onChange, rows }: FieldProps & { rows?: number }) {
  const choices = useChoices(spec.schema['x-source']);
  const [example] = Array.isArray(spec.schema.examples) ? spec.schema.examples : [];
  return (
    <PlainField
      label={labelOf(spec)}
      value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
      onChange={(text) => onChange(text === '' ? undefined : text)}
      error={error}
      isCode={isExpression(value) || writingOf(spec) === 'condition'}
      writing={writingOf(spec)}
      {...(rows === undefined ? {} : { rows })}
      {...(choices ? { list: choices } : {})}
      {...(typeof example === 'string' ? { hint: example } : {})}
      {...helpOf(spec)}
    />
  );
}

function ExpressionField({ spec, value, error, onChange }: FieldProps) {
  return (
    <PlainField
      label={`${labelOf(spec)} · expression`}
      value={String(value)}
      isCode
      rows={2}
      writing="template"
      onChange={(text) => onChange(text === '' ? undefined : text)}
      error={error}
      {...helpOf(spec)}
    />
  );
}

export function labelOf(spec: FieldSpec): string {
  return spec.isNeeded ? `${titleOf(spec)} *` : titleOf(spec);
}

export function helpOf({ schema }: FieldSpec): { help?: string; unit?: string } {
  return {
    ...(typeof schema.description === 'string' ? { help: schema.description } : {}),
    ...(typeof schema['x-unit'] === 'string' ? { unit: schema['x-unit'] } : {}),
  };
}
