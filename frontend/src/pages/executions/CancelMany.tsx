import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Refusal } from '../../api/client.ts';
import { steer } from '../../api/executions.ts';
import { Button } from '../../ui/Button.tsx';
import form from '../../ui/form.module.css';

const AT_ONCE = 5;

/** Cancels the chosen runs that have not ended; says how many were cancelled. */
export function CancelMany({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) {
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelAll(ids),
    onSuccess: (failures) => failures.length === 0 && onDone(),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['executions'] }),
  });
  return (
    <>
      <Button look="danger" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
        {cancel.isPending ? 'Cancelling…' : `Cancel ${ids.length}`}
      </Button>
      {cancel.data && cancel.data.length > 0 && (
        <span role="alert" className={form.bad}>
          {cancel.data.length} could not be cancelled: {cancel.data[0]?.message}
        </span>
      )}
    </>
  );
}

/** What was refused. That one has ended meanwhile is no trouble: it does not run any more. */
async function cancelAll(ids: readonly string[]): Promise<readonly Error[]> {
  const failures: Error[] = [];
  const waiting = [...ids];
  const work = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      await steer(id, 'cancel').catch((error: Error) => {
        if (!(error instanceof Refusal && error.status === 409)) failures.push(error);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failures;
}
