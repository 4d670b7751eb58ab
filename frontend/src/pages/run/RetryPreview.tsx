import { useQuery } from '@tanstack/react-query';
import type { Shape } from '../../api/client.ts';
import { retryPlanQuery } from '../../api/executions.ts';
import { EstimateLine } from '../../runs/EstimateLine.tsx';
import { useRunHere } from '../../runs/runContext.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { Refused, Waiting } from '../../ui/Told.tsx';
import css from './run.module.css';

const MOST = 8;

/** What a retry runs again and what it keeps, as the server would do it, and what that costs. */
export function RetryPreview({ body }: { body: Shape<'RetryBody'> }) {
  const { execution, nameOf } = useRunHere();
  const plan = useQuery(retryPlanQuery(execution.id, body));
  // Starting it would be refused for the same reason.
  if (plan.error)
    return (
      <div className={css.planned}>
        <Refused error={plan.error} />
      </div>
    );
  if (plan.data === undefined) return <Waiting rows={2} />;
  const { runs, reused, pinned, estimate } = plan.data;
  const names = (ids: readonly string[]) =>
    ids.length > MOST
      ? `${ids.slice(0, MOST).map(nameOf).join(', ')} and ${ids.length - MOST} more`
      : ids.map(nameOf).join(', ');
  return (
    <section className={css.planned} aria-label="What it will do">
      <dl className={css.preview}>
        <dt>
          <StateMark look="queued" word={`${runs.length} run again`} />
        </dt>
        <dd>{names(runs) || 'nothing'}</dd>
        <dt>
          <StateMark look="cached" word={`${reused.length} reused`} />
        </dt>
        <dd>{names(reused.map(({ task }) => task)) || 'nothing'}</dd>
        {pinned.length > 0 && (
          <>
            <dt>
              <StateMark look="cached" word={`${pinned.length} pinned`} />
            </dt>
            <dd>{names(pinned)}</dd>
          </>
        )}
      </dl>
      <EstimateLine estimate={estimate} />
    </section>
  );
}
