import { queryOptions } from '@tanstack/react-query';
import { answered, api, Refusal, type Shape } from '../api/client.ts';
import type { Told } from '../api/refusal.ts';
import { wordsOf } from '../runs/estimate.ts';
import { nameOf } from '../workflow/graph.ts';
import type { Designer, Part } from './designer.ts';
import { withNames } from './problemWords.ts';

const MOST_NAMES = 3;
const FRESH_MS = 5_000;

export type Plan = Shape<'StartPlanRow'>;

/** What a part of the draft will run; nothing is started. Asked anew when `stand` changes. */
export const planQuery = (workflowId: string, part: Part, stand: readonly unknown[] = []) =>
  queryOptions({
    queryKey: ['start-plan', workflowId, part, ...stand],
    queryFn: () => readPlan(workflowId, part),
    staleTime: FRESH_MS,
    retry: false,
  });

function readPlan(workflowId: string, part: Part): Promise<Plan> {
  return answered(
    api.POST('/api/v1/workflows/{workflow_id}/executions/plan', {
      params: { path: { workflow_id: workflowId } },
      body: { draft: true, ...part },
    }),
  );
}

/** Says what a part of the draft will run, and whose outputs it takes, before it starts. */
export async function tellOfPart(designer: Designer, part: Part): Promise<void> {
  if (Object.keys(part).length === 0) return;
  const plan = await readPlan(designer.workflowId, part);
  designer.tell([`${planText(designer, plan)}.`, wordsOf(plan.estimate)].join(' ').trim());
}

/** Why the draft cannot run, with the tasks by their names. */
export function refusalText(designer: Designer, error: Error): string {
  const problems = error instanceof Refusal ? error.problems : [];
  if (problems.length === 0) return error.message;
  const [first, ...more] = [...new Set(problems.map((each) => problemText(designer, each)))];
  return more.length === 0 ? String(first) : `${first} And ${more.length} more in Problems.`;
}

function problemText({ room: { view } }: Designer, problem: Told): string {
  const { code = '', path = '' } = problem;
  const message = withNames(code, problem.message, view);
  const fix = withNames(code, problem.fix ?? '', view);
  const [, task] = /^\/tasks\/([^/]+)/.exec(path) ?? [];
  const where = task === undefined ? '' : `“${nameOf(task, view.entry('tasks', task))}”: `;
  return `${where}${message} ${fix}`.trim();
}

export function planText(designer: Designer, plan: Plan): string {
  const said = [`Runs ${names(designer, plan.runs)}`];
  if (plan.reused.length > 0) {
    const reused = plan.reused.map(({ task }) => task);
    said.push(`takes the earlier output of ${names(designer, reused)}`);
  }
  if (plan.pinned.length > 0) said.push(`the pin of ${names(designer, plan.pinned)}`);
  return said.join('; ');
}

function names(designer: Designer, tasks: readonly string[]): string {
  const { view } = designer.room;
  const shown = tasks.slice(0, MOST_NAMES).map((id) => nameOf(id, view.entry('tasks', id)));
  const more = tasks.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
