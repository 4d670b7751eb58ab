import { useDanglingEdges, useProblems } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import css from './bar.module.css';
import { useDesigner } from './designerContext.ts';
import { isMistake } from './problemWords.ts';

/** How much is wrong with the draft; errors hide what is only a hint. */
export function ProblemCount() {
  const designer = useDesigner();
  const problems = (useProblems() ?? []).filter(isMistake);
  const dangling = useDanglingEdges().length;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const others = problems.length - errors + dangling;
  if (errors + others === 0) return null;
  const [count, noun] = errors > 0 ? [errors, 'problem'] : [others, 'hint'];
  return (
    <Button
      className={css.problems ?? ''}
      data-severity={errors > 0 ? 'error' : 'hint'}
      onClick={() => designer.showProblems()}
    >
      {count} <span className={css.problemWord}>{count === 1 ? noun : `${noun}s`}</span>
    </Button>
  );
}
