import { useMutation, useQuery } from '@tanstack/react-query';
import { answered, api, Refusal } from '../api/client.ts';
import { meQuery, workflowQuery } from '../api/queries.ts';
import { useRoom } from '../collaboration/roomContext.ts';
import { inputNames } from '../runs/inputs.ts';
import type { JsonObject } from '../workflow/json.ts';
import type { Part } from './designer.ts';
import { useDesigner } from './designerContext.ts';
import { refusalText, tellOfPart } from './planning.ts';

/** Starting the draft: asked for its inputs first where it has some. */
export function useRun() {
  const designer = useDesigner();
  const { view } = useRoom();
  const mayRun = useMayRun();
  /** The dialogue for inputs was opened for a part, or for all. */
  const partAsked = (): Part => {
    const overlay = designer.overlay.get();
    return overlay.is === 'run' ? (overlay.part ?? {}) : {};
  };
  const start = useMutation({
    mutationFn: async ({ inputs, part = partAsked() }: { inputs: JsonObject; part?: Part }) => {
      await tellOfPart(designer, part);
      return answered(
        api.POST('/api/v1/workflows/{workflow_id}/executions', {
          params: { path: { workflow_id: designer.workflowId } },
          body: { draft: true, inputs, ...part } as never,
        }),
      );
    },
    onSuccess: ({ id }) => {
      designer.executionId.set(id);
      designer.tab.set('run');
      designer.close();
    },
    onError: (error) => {
      if (designer.overlay.get().is === 'run') return; // the dialogue says it beside its fields
      // The server knows the draft as it is now; what is shown of its problems may be a second old.
      if (error instanceof Refusal && error.problems.length > 0) designer.tab.set('problems');
      designer.tell(refusalText(designer, error), undefined, true);
    },
  });

  const begin = (part: Part = {}) => {
    if (inputNames(view.workflow().inputs).length > 0) designer.open({ is: 'run', part });
    else start.mutate({ inputs: {}, part });
  };
  return { begin, start: start.mutate, isStarting: start.isPending, mayRun, refusal: start.error };
}

function useMayRun(): boolean {
  const designer = useDesigner();
  const me = useQuery(meQuery).data;
  const workflow = useQuery(workflowQuery(designer.workflowId)).data;
  const team = me?.teams.find(({ id }) => id === workflow?.team);
  return team?.capabilities.includes('run') ?? false;
}
