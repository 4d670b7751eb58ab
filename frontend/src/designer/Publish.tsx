import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '../api/client.ts';
import { useProblems, useRoomState } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { focusFirstField } from '../ui/focusFirstField.ts';
import { Said } from '../ui/Said.tsx';
import { Refused } from '../ui/Told.tsx';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import own from './history.module.css';
import { withNames } from './problemWords.ts';

/** Freezes the draft as the next version; only errors are in the way. */
export default function Publish() {
  const designer = useDesigner();
  const queries = useQueryClient();
  const { unsaved } = useRoomState();
  const errors = (useProblems() ?? []).filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const [notes, setNotes] = useState('');
  const publish = useMutation({
    mutationFn: () =>
      answered(
        api.POST('/api/v1/workflows/{workflow_id}/publish', {
          params: { path: { workflow_id: designer.workflowId } },
          body: { message: notes } as never,
        }),
      ),
    onSuccess: (version) => {
      void queries.invalidateQueries({ queryKey: ['workflow', designer.workflowId] });
      void queries.invalidateQueries({ queryKey: ['versions', designer.workflowId] });
      designer.close();
      designer.tell(
        `Version ${(version as { number: number }).number} is published. Runs can be pinned to it.`,
      );
    },
  });

  return (
    <form
      ref={focusFirstField}
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        publish.mutate();
      }}
    >
      <p>
        What stands here now becomes a version that never changes. The draft can be edited further.
      </p>
      <label>
        What changed (optional)
        <textarea
          rows={3}
          maxLength={2_000}
          value={notes}
          onChange={(event) => setNotes(event.target.value)}
        />
      </label>
      {errors.length > 0 && (
        <p role="alert">
          It cannot be published yet:{' '}
          <Said>{first ? withNames(first.code, first.message, designer.room.view) : ''}</Said>
        </p>
      )}
      {publish.error && <Refused error={publish.error} />}
      <p className={own.formEnd}>
        <Button onClick={() => designer.close()}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          whyNot={
            errors.length > 0
              ? 'The draft has problems that have to be solved first.'
              : unsaved > 0
                ? 'The last changes are still being saved.'
                : undefined
          }
          disabled={publish.isPending}
        >
          {publish.isPending ? 'Publishing…' : 'Publish'}
        </Button>
      </p>
    </form>
  );
}
