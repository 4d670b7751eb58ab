import { useExecutionLook } from '../runs/useExecution.ts';
import { Button } from '../ui/Button.tsx';
import { Play } from '../ui/icons.ts';
import { StateMark } from '../ui/StateMark.tsx';
import css from './bar.module.css';
import { useDesigner } from './designerContext.ts';
import { useRun } from './useRun.ts';
import { useWhyNotRun } from './whyNot.ts';

export function RunButton() {
  const run = useRun();
  const whyNot = useWhyNotRun(run.mayRun);
  return (
    <Button
      look="primary"
      keys="Mod+Enter"
      data-tour="run"
      title="Run the draft"
      whyNot={whyNot}
      disabled={run.isStarting}
      onClick={() => run.begin()}
    >
      <Play size={14} aria-hidden /> {run.isStarting ? 'Starting…' : 'Run'}
    </Button>
  );
}

/** How the run that is shown stands, and the way to it. */
export function RunState() {
  const designer = useDesigner();
  const look = useExecutionLook();
  if (look === undefined) return null;
  return (
    <button
      type="button"
      className={css.runState}
      onClick={() => designer.tab.set('run')}
      title="Show the run"
    >
      <StateMark {...look} />
    </button>
  );
}
