import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import css from './designer.module.css';
import { useDesigner, useSignal } from './designerContext.ts';
import { useNames } from './useNames.tsx';

interface Props {
  readonly label: string;
  /** Shown above the field: where what is written goes. */
  readonly heading?: ReactNode;
  readonly placeholder: string;
  /** The box that is meant when a comment is wanted. */
  readonly isNew?: boolean;
  readonly mutation: {
    readonly mutateAsync: (text: string) => Promise<unknown>;
    readonly isPending: boolean;
  };
}

export function WriteComment({ label, heading, placeholder, mutation, isNew = false }: Props) {
  const designer = useDesigner();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const names = useNames(box, text, setText);
  const isWanted = useSignal(designer.wantsComment);
  useEffect(() => {
    if (!isNew || !isWanted) return;
    designer.wantsComment.set(false);
    box.current?.focus();
  }, [designer, isNew, isWanted]);
  const send = async (event: React.FormEvent) => {
    event.preventDefault();
    try {
      await mutation.mutateAsync(text);
      setText('');
    } catch (error) {
      designer.tell((error as Error).message, undefined, true); // what was written stays in the field
    }
    await queries.invalidateQueries({ queryKey: ['threads', designer.workflowId] });
  };
  return (
    <form className={css.inlineForm} onSubmit={(event) => void send(event)}>
      {heading && <div className={css.commentPlace}>{heading}</div>}
      <textarea
        ref={box}
        id={id}
        aria-label={label}
        rows={2}
        placeholder={placeholder}
        value={text}
        maxLength={10_000}
        {...names.field}
        onChange={(event) => {
          setText(event.target.value);
          names.look(event.target);
        }}
        onBlur={names.close}
        onKeyDown={(event) => {
          if (names.hear(event)) return;
          if (event.key === 'Escape') designer.canvas?.focus();
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.stopPropagation(); // elsewhere it runs the draft
            event.currentTarget.form?.requestSubmit();
          }
        }}
      />
      <Button type="submit" disabled={text.trim() === '' || mutation.isPending}>
        Send
      </Button>
      {names.list}
    </form>
  );
}
