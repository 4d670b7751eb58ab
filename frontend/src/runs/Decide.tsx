import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { type ApprovalRow, decide } from '../api/approvals.ts';
import { Button } from '../ui/Button.tsx';
import form from '../ui/form.module.css';
import { Refused } from '../ui/Told.tsx';
import type { Json } from '../workflow/json.ts';
import css from './approvals.module.css';
import { InputFields } from './InputFields.tsx';
import { readInputs, startTexts, type Texts } from './inputs.ts';

const COMMENT_CHARS = 2_000;

interface Props {
  readonly row: ApprovalRow;
  readonly onDecided?: ((row: ApprovalRow) => void) | undefined;
}

/** Approve or reject, with what the workflow asks for and a comment. */
export function Decide({ row, onDecided }: Props) {
  const schema = (row.form ?? undefined) as Json | undefined;
  const [texts, setTexts] = useState<Texts>(() => startTexts(schema));
  const [comment, setComment] = useState('');
  const [wrong, setWrong] = useState('');
  const id = useId();
  const queries = useQueryClient();
  const answer = useMutation({
    mutationFn: (body: Parameters<typeof decide>[1]) => decide(row.id, body),
    onSuccess: (now) => onDecided?.(now),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['approvals'] }),
  });
  const say = (approve: boolean) => {
    const values =
      approve && schema !== undefined ? readInputs(schema, { is: 'fields', texts }) : undefined;
    setWrong(typeof values === 'string' ? values : '');
    if (typeof values === 'string') return;
    answer.mutate({
      approve,
      ...(comment.trim() ? { comment: comment.trim() } : {}),
      ...(values ? { values } : {}),
    });
  };
  return (
    <>
      <form
        id={id}
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          say(true);
        }}
      >
        <InputFields schema={schema} texts={texts} onChange={setTexts} />
        <label className={form.field}>
          Comment, if you like
          <input
            className={form.input}
            maxLength={COMMENT_CHARS}
            autoComplete="off"
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        </label>
        {wrong && (
          <p role="alert" className={form.bad}>
            {wrong}
          </p>
        )}
        {answer.error && !wrong && <Refused error={answer.error} />}
      </form>
      {/* Beside the form, in the card: so they stay in sight wherever in it one reads. */}
      <div className={css.buttons}>
        <Button look="primary" type="submit" form={id} disabled={answer.isPending}>
          Approve
        </Button>
        <Button look="danger" disabled={answer.isPending} onClick={() => say(false)}>
          Reject
        </Button>
      </div>
    </>
  );
}
