import { useMemo } from 'react';
import { useRunHere } from '../../runs/runContext.ts';
import { type Step, shortening } from '../../runs/shortening.ts';
import { useExecutionFeed } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';
import { lasting } from '../../ui/time.ts';
import css from './timeline.module.css';
import { useCriticalPath } from './useCriticalPath.ts';

const MOST = 12;

/** Which steps decided how long the run took, and by how much each could shorten it. */
export function Shortening() {
  const { nameOf, select } = useRunHere();
  const steps = useSteps();
  const [first] = steps;
  if (first === undefined || steps.length < 2) return null;
  return (
    <details className={css.shorten}>
      <summary>
        What would shorten this run
        {first.saves > 0 && (
          <span className={css.hint}>
            {nameOf(first.task)}: up to {lasting(first.saves)}
          </span>
        )}
      </summary>
      <div className={css.steps}>
        <table>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">Took</th>
              <th scope="col">Of the run</th>
              <th scope="col">Slack</th>
              <th scope="col">Could save</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.task}>
                <th scope="row">
                  <button type="button" onClick={() => select(step.task)}>
                    {nameOf(step.task)}
                  </button>
                </th>
                <td>{lasting(step.took)}</td>
                <td>{step.share < LEAST ? '<1%' : PERCENT.format(step.share)}</td>
                <td>{step.slack > 0 ? lasting(step.slack) : 'none'}</td>
                <td>{step.saves > 0 ? lasting(step.saves) : 'nothing'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const LEAST = 0.005;
const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });

function useSteps(): readonly Step[] {
  const { execution, edges } = useRunHere();
  const { spanOf } = useCriticalPath();
  const feed = useExecutionFeed();
  const version = usePacedVersion();
  const begin = Date.parse(execution.started_at ?? execution.created_at);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the feed changed
  return useMemo(
    () => shortening(feed?.tasks() ?? [], edges, spanOf, begin, MOST),
    [feed, edges, spanOf, begin, version],
  );
}
