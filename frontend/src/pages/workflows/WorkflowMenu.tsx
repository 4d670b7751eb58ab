import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { archiveWorkflow, duplicateWorkflow, type WorkflowRow } from '../../api/workflows.ts';
import { useTeams } from '../../app/useTeams.ts';
import { Button } from '../../ui/Button.tsx';
import { Ellipsis } from '../../ui/icons.ts';
import { Menu, MenuItem, MenuLine, MenuLink } from '../../ui/Menu.tsx';

/** What else can be done with a workflow. */
export function WorkflowMenu({ row }: { row: WorkflowRow }) {
  const { may } = useTeams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['workflows'] });
  const duplicate = useMutation({
    mutationFn: () => duplicateWorkflow(row),
    onSuccess: async ({ id }) => {
      void refresh();
      await navigate({ to: '/workflows/$workflowId/design', params: { workflowId: id } });
    },
  });
  const archive = useMutation({
    mutationFn: () => archiveWorkflow(row, row.archived_at === null),
    onSettled: refresh,
  });
  const file = `/api/v1/workflows/${row.id}/export`;

  return (
    <Menu
      trigger={
        <Button look="quiet" aria-label={`More for ${row.name}`}>
          <Ellipsis size={16} />
        </Button>
      }
    >
      <MenuLink render={<Link to="/workflows/$workflowId" params={{ workflowId: row.id }} />}>
        Run with inputs, earlier runs
      </MenuLink>
      {may('edit', row.team) && <MenuItem onPick={() => duplicate.mutate()}>Duplicate</MenuItem>}
      <MenuLine />
      <MenuLink render={<a href={`${file}?format=yaml`} download />}>Save as YAML</MenuLink>
      <MenuLink render={<a href={`${file}?format=json`} download />}>Save as JSON</MenuLink>
      {may('edit', row.team) && (
        <>
          <MenuLine />
          <MenuItem onPick={() => archive.mutate()}>
            {row.archived_at === null ? 'Archive' : 'Bring back'}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
