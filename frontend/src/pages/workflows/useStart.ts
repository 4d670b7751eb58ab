import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { runnableDocument, startWorkflow, type WorkflowRow } from '../../api/workflows.ts';
import { inputNames } from '../../runs/inputs.ts';

/** Runs a workflow at once, or goes to where its inputs are asked for. */
export function useStart() {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (workflow: WorkflowRow) => {
      const document = await runnableDocument(workflow);
      if (inputNames(document.inputs).length > 0) {
        await navigate({ to: '/workflows/$workflowId', params: { workflowId: workflow.id } });
        return;
      }
      const { id } = await startWorkflow(workflow, {});
      await navigate({ to: '/executions/$executionId', params: { executionId: id } });
    },
  });
}
