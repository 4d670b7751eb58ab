import { useMemo, useSyncExternalStore } from 'react';
import type { Parties } from '../../runs/exchanges.ts';
import { subjectOf } from '../../runs/runContext.ts';
import { StreamedText } from '../../runs/StreamedText.tsx';
import type { TaskRun } from '../../runs/statuses.ts';
import type { Stream } from '../../runs/tokenStreams.ts';
import { useExecutionFeed } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import css from './exchanges.module.css';
import { Asked } from './Route.tsx';

const SHOWN = 8;

/** What models write just now. */
export function Speaking({ task, parties }: { task: string; parties: (task: string) => Parties }) {
  const spoken = useSpoken().filter(({ run }) => task === '' || run.task === task);
  return spoken.slice(0, SHOWN).map(({ run, stream }) => {
    const subject = subjectOf(run.task, run.path);
    return (
      <section key={subject} className={css.card} aria-label={`${subject} writes`}>
        <header className={css.head}>
          <Asked subject={subject} flows={parties(run.task).from} />
          <StateMark look="running" word="writing" />
        </header>
        <StreamedText stream={stream} isWriting />
      </section>
    );
  });
}

interface Spoken {
  readonly run: TaskRun;
  readonly stream: Stream;
}

const NONE: readonly Stream[] = [];

function useSpoken(): readonly Spoken[] {
  const feed = useExecutionFeed();
  const version = usePacedVersion();
  const streams = useSyncExternalStore(
    feed?.tokens.subscribe ?? never,
    feed?.tokens.all ?? (() => NONE),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the feed changed
  return useMemo(
    () =>
      streams.flatMap((stream) => {
        const runs = feed?.statusOf(stream.task)?.runs ?? [];
        // Runs that the feed learnt of by events have no number there; alone, it is the one.
        const run =
          runs.find(({ id }) => id === stream.run) ?? (runs.length === 1 ? runs[0] : undefined);
        return run?.look === 'running' ? [{ run, stream }] : [];
      }),
    [streams, feed, version],
  );
}

const never = () => () => {};
