import { type FieldProps, helpOf, labelOf } from './FieldInput.tsx';
import { PlainField } from './PlainField.tsx';
import { useChoices } from './useChoices.ts';

/** Texts, separated by commas. */
export function ListField({ spec, value, error, onChange }: FieldProps) {
  const choices = useChoices(spec.schema['x-source']);
  const write = (text: string) => {
    const items = [
      ...new Set(
        text
          .split(',')
          .map((each) => each.trim())
          .filter(Boolean),
      ),
    ];
    onChange(items.length === 0 ? undefined : items);
  };
  const { help = '' } = helpOf(spec);
  return (
    <PlainField
      label={labelOf(spec)}
      value={Array.isArray(value) ? value.join(', ') : ''}
      onChange={write}
      error={error}
      help={`${help} Separate by commas.`.trim()}
      {...(choices ? { list: choices } : {})}
    />
  );
}
