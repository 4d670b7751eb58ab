import { useEffect, useRef } from 'react';
import css from './ui.module.css';

interface Props {
  readonly name: string;
  readonly label: string;
  readonly title: string;
  readonly className: string;
  readonly dataId: string;
  readonly isEdited: boolean;
  readonly mayEdit: boolean;
  readonly tabIndex: number;
  readonly onBegin: () => void;
  /** With the new name, or undefined when it was given up. */
  readonly onDone: (name?: string) => void;
}

const LONGEST = 200;

/** A name that becomes a field on F2 or a double click. */
export function InlineName(props: Props) {
  const { name, label, title, className, dataId, isEdited, mayEdit, tabIndex } = props;
  if (isEdited && mayEdit) return <NameField {...props} />;
  return (
    <button
      type="button"
      className={className}
      data-node={dataId}
      tabIndex={tabIndex}
      aria-label={label}
      title={title}
      onDoubleClick={(event) => {
        event.stopPropagation();
        if (mayEdit) props.onBegin();
      }}
    >
      {name}
    </button>
  );
}

function NameField({ name, onDone }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);

  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const finish = (value?: string) => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(value?.trim() === '' ? undefined : value?.trim());
  };
  return (
    <input
      ref={field}
      className={`${css.inline} nodrag`}
      defaultValue={name}
      maxLength={LONGEST}
      aria-label="Name"
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(event.currentTarget.value);
        if (event.key === 'Escape') finish();
      }}
    />
  );
}
