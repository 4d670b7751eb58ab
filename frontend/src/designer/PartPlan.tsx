import { useQuery } from '@tanstack/react-query';
import { useProblems } from '../collaboration/roomContext.ts';
import { useRested } from '../inspector/useRested.ts';
import { EstimateLine } from '../runs/EstimateLine.tsx';
import { useExecutionSummary } from '../runs/useExecution.ts';
import { Said } from '../ui/Said.tsx';
import css from './bar.module.css';
import type { Part } from './designer.ts';
import { useDesigner } from './designerContext.ts';
import { planQuery, planText, refusalText } from './planning.ts';

const REST_MS = 300;

/** What a part of the draft would run, take and cost, told before anybody starts it. */
export function PartPlan({ part }: { part: Part }) {
  const designer = useDesigner();
  // Who only passes over the buttons, or walks through the tasks, asks for nothing.
  const wanted = useRested(JSON.stringify(part), REST_MS);
  // It changes with what is wrong, and with each run that ends.
  const stand = [useProblems(), useExecutionSummary()?.ended_at];
  const plan = useQuery(planQuery(designer.workflowId, JSON.parse(wanted) as Part, stand));
  if (plan.error)
    return (
      <p className={css.plan}>
        <span>
          <Said>{refusalText(designer, plan.error)}</Said>
        </span>
      </p>
    );
  if (plan.data === undefined) return <p className={css.plan}>Looks at what it would run…</p>;
  return (
    <div className={css.plan}>
      <p>{planText(designer, plan.data)}.</p>
      <EstimateLine estimate={plan.data.estimate} />
    </div>
  );
}
