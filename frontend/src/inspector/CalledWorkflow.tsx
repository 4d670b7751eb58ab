import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answered, api } from '../api/client.ts';
import { workflowQuery } from '../api/queries.ts';
import { useWorkflow } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { calledFrom } from '../designer/trail.ts';
import css from './inspector.module.css';

/** The way into the workflow that a task runs, and from there back. */
export function CalledWorkflow({ slug }: { slug: string }) {
  const designer = useDesigner();
  const team = useQuery(workflowQuery(designer.workflowId)).data?.team;
  const called = useQuery({
    queryKey: ['workflows', 'slug', team, slug],
    enabled: team !== undefined && slug !== '',
    queryFn: async () => {
      const query = { slug, team: team ?? '', limit: 1 };
      return (await answered(api.GET('/api/v1/workflows', { params: { query } }))).items[0] ?? null;
    },
  }).data;
  const { name } = useWorkflow();
  if (!called) return null;
  return (
    <p className={css.called}>
      <Link
        to="/workflows/$workflowId/design"
        params={{ workflowId: called.id }}
        search={{}}
        state={calledFrom({ id: designer.workflowId, name: String(name ?? '') })}
      >
        Open “{called.name}”
      </Link>
    </p>
  );
}
