import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { SPANS } from '../../api/executions.ts';
import { meQuery } from '../../api/queries.ts';
import { workflowsQuery } from '../../api/workflows.ts';
import type { ExecutionsSearch } from '../../app/search.ts';
import list from '../../ui/list.module.css';

const STATES = ['open', 'done', 'failed', 'cancelled'] as const;

/** Which runs are shown: by state, workflow, time and who started them. */
export function Filters({ search }: { search: ExecutionsSearch }) {
  const navigate = useNavigate({ from: '/executions' });
  const workflows = useInfiniteQuery(workflowsQuery({})).data ?? [];
  const me = useQuery(meQuery).data;
  const narrow = (part: { [Name in keyof ExecutionsSearch]: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });

  return (
    <>
      <fieldset className={list.tabs} aria-label="State">
        {[undefined, ...STATES].map((state) => (
          <button
            key={state ?? 'all'}
            type="button"
            aria-pressed={search.state === state}
            onClick={() => narrow({ state })}
          >
            {state ?? 'all'}
          </button>
        ))}
      </fieldset>
      <select
        className={list.select}
        aria-label="Workflow"
        value={search.workflow ?? ''}
        onChange={(event) => narrow({ workflow: event.target.value || undefined })}
      >
        <option value="">every workflow</option>
        {workflows.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        className={list.select}
        aria-label="Since"
        value={search.since ?? ''}
        onChange={(event) => narrow({ since: event.target.value || undefined })}
      >
        <option value="">any time</option>
        {Object.entries(SPANS).map(([name, { title }]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
        {search.since && SPANS[search.since] === undefined && <option>{search.since}</option>}
      </select>
      <select
        className={list.select}
        aria-label="Started by"
        value={search.by ?? ''}
        onChange={(event) => narrow({ by: event.target.value || undefined })}
      >
        <option value="">started by anybody</option>
        {me && <option value={me.username}>started by me</option>}
        {search.by && search.by !== me?.username && (
          <option value={search.by}>started by {search.by}</option>
        )}
      </select>
    </>
  );
}
