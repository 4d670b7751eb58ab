import { useEffect, useSyncExternalStore } from 'react';
import type { ExecutionFeed } from '../runs/executionFeed.ts';
import { useFeed } from '../runs/useFeed.ts';
import { Button } from '../ui/Button.tsx';
import css from './designer.module.css';
import { ExecutionLink } from './ExecutionLink.tsx';
import { stepsSoFar } from './stepsSoFar.ts';

interface Props {
  readonly execution: string;
  readonly isStopping: boolean;
  readonly onStop: () => void;
  readonly onEnd: () => void;
}

const ENDS: ReadonlySet<string | undefined> = new Set(['succeeded', 'failed', 'cancelled']);
const never = () => () => {};
const nothing = () => undefined;

/** The steps as a model writes them. */
export function Drafting({ execution, isStopping, onStop, onEnd }: Props) {
  const feed = useFeed(execution);
  const state = useStateOf(feed);
  const steps = useSteps(feed);
  const hasEnded = ENDS.has(state);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when it has ended
  useEffect(() => {
    if (hasEnded) onEnd();
  }, [hasEnded]);

  return (
    <div className={css.form}>
      <p role="status">{progressOf(state, steps.length)}</p>
      <ol className={css.pasted} aria-label="Steps so far">
        {steps.map((name, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names may be equal while they are written
          <li key={at}>
            <span className={css.faint}>{at + 1}</span>
            <span>{name}</span>
          </li>
        ))}
      </ol>
      <ExecutionLink execution={execution} />
      <p className={css.answers}>
        <Button autoFocus disabled={isStopping || hasEnded} onClick={onStop}>
          {isStopping ? 'Stopping…' : 'Stop'}
        </Button>
      </p>
    </div>
  );
}

function progressOf(state: string | undefined, steps: number): string {
  if (state === 'queued') return 'Waiting for its turn…';
  if (steps === 0) return 'A model reads the description…';
  return steps === 1 ? 'Drafting: 1 step so far…' : `Drafting: ${steps} steps so far…`;
}

function useStateOf(feed: ExecutionFeed | undefined): string | undefined {
  const { subscribe, get } = feed?.execution ?? { subscribe: never, get: nothing };
  return useSyncExternalStore(subscribe, get)?.state;
}

/** Of the newest try: the first one's answer may not have fitted. */
function useSteps(feed: ExecutionFeed | undefined): readonly string[] {
  const { subscribe, all } = feed?.tokens ?? { subscribe: never, all: nothing };
  const streams = useSyncExternalStore(subscribe, all);
  return stepsSoFar(streams?.at(-1)?.text ?? '');
}
