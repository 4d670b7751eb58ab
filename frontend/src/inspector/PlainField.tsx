import { type ReactNode, useEffect, useId, useReducer, useRef, useState } from 'react';
import { useMayEdit } from '../collaboration/roomContext.ts';
import type { Writing } from '../editor/completing.ts';
import { Said } from '../ui/Said.tsx';
import { Draft } from './draft.ts';
import css from './inspector.module.css';
import { Offers } from './Offers.tsx';
import { useCompletion } from './useCompletion.ts';

const REST_MS = 600;

interface Props {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
  readonly unit?: string;
  readonly hint?: string;
  readonly isCode?: boolean;
  readonly rows?: number;
  readonly list?: readonly string[];
  /** Its expressions are completed by what can be named here. */
  readonly writing?: Writing | undefined;
}

/**
 * A field whose last writer wins. It writes when one rests, leaves or presses Enter; what others
 * write meanwhile shows as soon as one is not typing in it.
 */
export function PlainField(props: Props) {
  const {
    label,
    isLabelHidden = false,
    value,
    onChange,
    help,
    error,
    unit,
    hint,
    isCode = false,
    rows,
    list,
    writing,
  } = props;
  const [draft] = useState(() => new Draft());
  const [, show] = useReducer((count: number) => count + 1, 0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const mayEdit = useMayEdit();
  const id = useId();
  const latest = useRef({ value, onChange });
  latest.current = { value, onChange };

  const flush = () => {
    clearTimeout(timer.current);
    const { value: now, onChange: write } = latest.current;
    const typed = draft.take(now);
    if (typed !== undefined) write(typed);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed is written when the field or the page goes away
  useEffect(() => {
    // Before the page asks whether all is saved.
    window.addEventListener('beforeunload', flush, true);
    window.addEventListener('pagehide', flush, true);
    return () => {
      window.removeEventListener('beforeunload', flush, true);
      window.removeEventListener('pagehide', flush, true);
      flush();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the value is another one
  useEffect(() => {
    const before = draft.text;
    draft.hear();
    if (draft.text !== before) show();
  }, [value]);

  const type = (text: string) => {
    draft.type(text);
    show();
    clearTimeout(timer.current);
    timer.current = setTimeout(flush, REST_MS);
  };
  const completion = useCompletion(mayEdit ? writing : undefined, id, type);

  const shared = {
    ...completion.aria,
    id,
    value: draft.text ?? value,
    readOnly: !mayEdit,
    placeholder: hint,
    'aria-label': isLabelHidden ? label : undefined,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': error || help ? `${id}-help` : undefined,
    className: `${css.input} ${isCode ? css.code : ''}`,
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      type(event.target.value);
      completion.look(event.target);
    },
    onBlur: () => {
      completion.close();
      flush();
      draft.leave();
      show();
    },
    onKeyDown: (event: React.KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      if (completion.hear(event)) return;
      if (event.key === 'Enter' && (rows === undefined || event.ctrlKey || event.metaKey)) flush();
    },
  } as const;
  return (
    <div className={css.field}>
      {!isLabelHidden && (
        <label htmlFor={id}>
          {label} {unit && <span className={css.unit}>{unit}</span>}
        </label>
      )}
      {rows === undefined ? (
        <input {...shared} list={list ? `${id}-list` : undefined} />
      ) : (
        <textarea {...shared} rows={rows} />
      )}
      <Offers completion={completion} />
      {list && (
        <datalist id={`${id}-list`}>
          {list.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
      {(error || help) && (
        <p id={`${id}-help`} className={error ? css.error : css.help}>
          {error ? <Said>{error}</Said> : help}
        </p>
      )}
    </div>
  );
}
