import form from './form.module.css';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly type?: 'text' | 'number' | 'date';
  readonly lines?: number;
  readonly isNeeded?: boolean;
  readonly isMono?: boolean;
}

/** A text with its name above and a hint below. */
export function Field({
  label,
  value,
  onChange,
  hint,
  placeholder,
  type = 'text',
  lines,
  isNeeded = false,
  isMono = false,
}: Props) {
  const common = {
    className: form.input,
    value,
    placeholder,
    required: isNeeded,
    'data-mono': isMono || undefined,
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      onChange(event.target.value),
  };
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: one of the two is there
    <label className={form.field}>
      {label}
      {lines === undefined ? (
        <input {...common} type={type} step={type === 'number' ? 'any' : undefined} />
      ) : (
        <textarea {...common} rows={lines} />
      )}
      {hint && <small>{hint}</small>}
    </label>
  );
}
