/** What a start or retry will probably take and cost, in words. */
import type { Shape } from '../api/client.ts';
import { money } from '../ui/money.ts';
import { lasting } from '../ui/time.ts';

export type Estimate = Shape<'EstimateRow'>;

/** Says how much is known as well as what: figures that miss a task are lower bounds. */
export function wordsOf(estimate: Estimate): string {
  if (estimate.tasks === 0) return estimate.waits_for_people ? 'Only people take time' : '';
  if (estimate.executions === 0) {
    const free = estimate.model_tasks === 0 ? ', no cost' : '';
    return `No earlier run to go by${free}`;
  }
  const parts = [`${timeOf(estimate)}, ${costOf(estimate)}`];
  const known = partOf(estimate);
  if (known !== '') parts.push(known);
  if (estimate.waits_for_people) parts.push('what people take comes besides');
  return parts.join('; ');
}

function timeOf({ duration_s: seconds, tasks, tasks_known: known }: Estimate): string {
  if (seconds === null) return 'Time unknown';
  return `${known < tasks ? 'At least' : 'About'} ${lasting(seconds * 1_000)}`;
}

function costOf(estimate: Estimate): string {
  const { cost_microusd: cost, model_tasks: all, model_tasks_known: known, unpriced } = estimate;
  if (cost === null) return 'cost unknown';
  const isWhole = known === all && unpriced === 0;
  if (cost === 0) return isWhole ? 'no cost' : 'cost unknown';
  return `${isWhole ? '' : 'at least '}${money(cost)}`;
}

function partOf(estimate: Estimate): string {
  const { tasks, tasks_known: known, model_tasks: models, model_tasks_known: asked } = estimate;
  const said = [];
  if (asked < models) said.push(`${asked} of ${models} model tasks have run before`);
  else if (known < tasks) said.push(`${known} of ${tasks} tasks have run before`);
  if (estimate.unpriced > 0) said.push('a model has no known price');
  return said.join('; ');
}
