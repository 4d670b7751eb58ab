import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { answered, api, type Shape } from '../../api/client.ts';

/** Makes a workflow and goes to its canvas. */
export function useMake() {
  const opened = useOpened();
  return useMutation({
    mutationFn: (body: Shape<'NewWorkflowBody'>) =>
      answered(api.POST('/api/v1/workflows', { body })),
    onSuccess: ({ id }) => opened(id),
  });
}

export function useImport() {
  const opened = useOpened();
  return useMutation({
    mutationFn: (body: Shape<'ImportBody'>) =>
      answered(api.POST('/api/v1/workflows/import', { body })),
    onSuccess: ({ workflow }) => opened(workflow.id),
  });
}

function useOpened() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (workflowId: string) => {
    void queries.invalidateQueries({ queryKey: ['workflows'] });
    return navigate({ to: '/workflows/$workflowId/design', params: { workflowId } });
  };
}
