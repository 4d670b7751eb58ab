import { useEffect, useRef } from 'react';
import type { Problem } from '../collaboration/room.ts';
import {
  useDanglingEdges,
  useMayEdit,
  useProblems,
  useRoom,
} from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { Said } from '../ui/Said.tsx';
import { nameOf } from '../workflow/graph.ts';
import css from './designer.module.css';
import { useDesigner, useSignal } from './designerContext.ts';
import { pruneEdges } from './editing.ts';
import { fixOf } from './fixes.ts';
import own from './problems.module.css';
import { withNames } from './problemWords.ts';

const RANK = { error: 0, warning: 1, hint: 2 } as const;
const SIGNS = { error: '✕', warning: '!', hint: '·' } as const;

/** Everything that is wrong, as the server sees it; each leads to its task and field. */
export default function ProblemList() {
  const box = useWantedFocus();
  return (
    <div ref={box} tabIndex={-1} className={own.problemBox}>
      <Problems />
    </div>
  );
}

/** Who asked for the problems stands at the first of them; where there is none, at the words. */
function useWantedFocus() {
  const box = useRef<HTMLDivElement>(null);
  const { wantsProblems } = useDesigner();
  const isWanted = useSignal(wantsProblems);
  useEffect(() => {
    if (!isWanted) return;
    wantsProblems.set(false);
    const before = document.activeElement;
    // After the frame in which what lay over the page gives the focus back; whoever has gone on
    // meanwhile, into a field or another list, stays there.
    setTimeout(() => {
      const now = document.activeElement;
      if (now !== before && now !== document.body && !now?.closest('main')) return;
      (box.current?.querySelector('button') ?? box.current)?.focus();
    }, 50);
  }, [isWanted, wantsProblems]);
  return box;
}

function Problems() {
  const problems = useProblems();
  const dangling = useDanglingEdges().length;
  const designer = useDesigner();
  if (problems === undefined) return <p>The document is being checked…</p>;
  if (problems.length + dangling === 0) {
    return <p>Nothing is wrong: this draft can be published and run.</p>;
  }
  const sorted = [...problems].sort((one, other) => RANK[one.severity] - RANK[other.severity]);
  return (
    <ul className={own.problemList}>
      {dangling > 0 && (
        <li>
          <span aria-hidden="true">·</span> {dangling} {dangling === 1 ? 'edge has' : 'edges have'}{' '}
          lost a task. <Button onClick={() => pruneEdges(designer)}>Remove</Button>
        </li>
      )}
      {sorted.map((problem) => (
        <ProblemRow key={`${problem.code} ${problem.path} ${problem.message}`} problem={problem} />
      ))}
    </ul>
  );
}

function ProblemRow({ problem }: { problem: Problem }) {
  const designer = useDesigner();
  const { view } = useRoom();
  const mayEdit = useMayEdit();
  const { code, task, severity, path } = problem;
  const message = withNames(code, problem.message, view);
  const fix = problem.fix && withNames(code, problem.fix, view);
  const repair = mayEdit ? fixOf(designer, problem) : undefined;
  return (
    <li data-severity={severity}>
      <button
        type="button"
        className={own.problemRow}
        onClick={() => task && designer.show(task, path)}
      >
        <span className={own.sign} role="img" aria-label={severity}>
          {SIGNS[severity]}
        </span>
        {task && <strong>{nameOf(task, view.entry('tasks', task))}</strong>}
        {task && fieldIn(path) && <code className={css.faint}>{fieldIn(path)}</code>}
        <span>
          <Said>{message}</Said>
        </span>
        {fix && (
          <span className={css.faint}>
            <Said>{fix}</Said>
          </span>
        )}
      </button>
      {repair && <Button onClick={repair.run}>{repair.label}</Button>}
    </li>
  );
}

/** The field of a task that a path leads to: `retry.max_attempts`. */
function fieldIn(path: string): string {
  return path.split('/').slice(3).join('.');
}
