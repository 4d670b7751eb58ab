import { Link } from '@tanstack/react-router';
import { useRunHere } from '../../runs/runContext.ts';

/** To the task on its canvas, with this run; nothing for a run of no workflow. */
export function DebugLink({ task }: { task: string }) {
  const { execution } = useRunHere();
  if (!execution.workflow) return null;
  return (
    <Link
      to="/workflows/$workflowId/design"
      params={{ workflowId: execution.workflow }}
      search={{ execution: execution.id, task }}
    >
      Debug it in the designer
    </Link>
  );
}
