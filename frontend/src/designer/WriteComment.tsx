import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';

interface Props {
  readonly label: string;
  /** Shown above the field: where what is written goes. */
  readonly heading?: ReactNode;
  readonly placeholder: string;
  readonly mutation: {
    readonly mutateAsync: (text: string) => Promise<unknown>;
    readonly isPending: boolean;
  };
}

export function WriteComment({ label, heading, placeholder, mutation }: Props) {
  const designer = useDesigner();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const id = useId();
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
        id={id}
        aria-label={label}
        rows={2}
        placeholder={placeholder}
        value={text}
        maxLength={10_000}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" disabled={text.trim() === '' || mutation.isPending}>
        Send
      </Button>
    </form>
  );
}
