import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { answered, api, type Shape } from '../api/client.ts';
import { useRoom } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { Said } from '../ui/Said.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { nameOf } from '../workflow/graph.ts';
import { inWords } from '../workflow/settingsChanged.ts';
import { Asked } from './Asked.tsx';
import { whyNoInput } from './explain.ts';
import { JsonView } from './JsonView.tsx';
import { LargeOutput } from './LargeOutput.tsx';
import css from './runs.module.css';
import { StreamedText } from './StreamedText.tsx';
import { isFinal } from './states.ts';
import type { Stream } from './tokenStreams.ts';
import { useExecutionFeed, useExecutionSummary, useTaskStatus } from './useExecution.ts';
import { useFirstFailure } from './useFirstFailure.ts';

/** What the selected task was given and gave; while nothing is selected, what models write. */
export function TaskRunDetail({ task }: { task?: string }) {
  if (useExecutionFeed() === undefined) return null;
  return (
    <section className={css.detail} aria-label="Task of the run">
      {task === undefined ? <WholeRun /> : <OneTask task={task} />}
    </section>
  );
}

const NEWS_MS = 5_000;

/** The questions of the run; of one of its tasks alone where it is given. */
function Questions({ task }: { task?: string }) {
  const { view } = useRoom();
  const feed = useExecutionFeed();
  if (feed === undefined) return null;
  const called = (id: string) => nameOf(id, view.entry('tasks', id));
  return <Asked execution={feed.id} nameOf={called} everyMs={NEWS_MS} {...(task && { task })} />;
}

/** What failed first; else what is asked, and what models write. */
function WholeRun() {
  const first = useFirstFailure();
  const hasFailed = useExecutionSummary()?.state === 'failed';
  if (hasFailed && first) return <OneTask task={first.task} />;
  return (
    <>
      <Questions />
      <AllStreams />
    </>
  );
}

function AllStreams() {
  const { view } = useRoom();
  const streams = useStreams();
  if (streams.length === 0)
    return (
      <p className={css.faint}>
        Select a task to see its input and output. What models write shows here as it comes.
      </p>
    );
  return (
    <>
      {streams.slice(-4).map((stream) => (
        <article key={stream.run}>
          <h3>{nameOf(stream.task, view.entry('tasks', stream.task))}</h3>
          <StreamOf stream={stream} />
        </article>
      ))}
    </>
  );
}

function StreamOf({ stream }: { stream: Stream }) {
  const isWriting = useTaskStatus(stream.task)?.look === 'running';
  return <StreamedText stream={stream} isWriting={isWriting} />;
}

function OneTask({ task }: { task: string }) {
  const feed = useExecutionFeed();
  const { view } = useRoom();
  const { changes } = useDesigner();
  const changed = useSyncExternalStore(changes.subscribe, () => changes.get().get(task));
  const status = useTaskStatus(task);
  const stream = useStreams().findLast((each) => each.task === task);
  const look = status?.look ?? 'queued';
  const detail = useTaskDetail(feed?.id ?? '', task, isFinal(look) ? (status?.ended ?? 0) : -1);
  const last = detail.data?.attempts.at(-1);

  return (
    <article>
      <h3>
        {nameOf(task, view.entry('tasks', task))} {status && <StateMark look={look} />}
      </h3>
      {changed && (
        <p className={css.changed}>Changed since this run: {inWords(changed)}. Here is what ran.</p>
      )}
      {look === 'waiting' && <Questions task={task} />}
      {status === undefined && <p className={css.faint}>This task was not part of the run.</p>}
      {last?.error_message && (
        <p role="alert" className={css.error}>
          <Said>{last.error_message}</Said>
        </p>
      )}
      {stream && !detail.data?.output && (
        <StreamedText stream={stream} isWriting={look === 'running'} />
      )}
      {detail.data && (
        <>
          <h4>Output</h4>
          {detail.data.output_is_cut ? (
            <LargeOutput
              beginning={detail.data.output_beginning}
              size={detail.data.output_bytes}
              href={`/api/v1/executions/${feed?.id}/tasks/${detail.data.id}/output`}
              name={`${task}.json`}
            />
          ) : (
            <JsonView value={detail.data.output} />
          )}
          <h4>Input</h4>
          <InputOf detail={detail.data} isFailed={look === 'failed'} />
        </>
      )}
      {(status?.runs.length ?? 0) > 1 && (
        <p className={css.faint}>{status?.runs.length} runs: the last one is shown.</p>
      )}
    </article>
  );
}

function InputOf({ detail, isFailed }: { detail: Shape<'TaskRunDetailRow'>; isFailed: boolean }) {
  const last = detail.attempts.at(-1);
  const input = last?.input ?? null;
  const why = input === null ? whyNoInput(isFailed, last?.error_code) : undefined;
  return why === undefined ? <JsonView value={input} /> : <p className={css.faint}>{why}</p>;
}

/** The newest run of a task; asked for anew whenever one more of its runs has ended. */
function useTaskDetail(execution: string, task: string, ended: number) {
  return useQuery({
    queryKey: ['task-run', execution, task, ended],
    enabled: execution !== '' && ended >= 0,
    queryFn: async () => {
      const path = { execution_id: execution };
      const query = { task, limit: 500 } as never;
      const rows = await answered(
        api.GET('/api/v1/executions/{execution_id}/tasks', { params: { path, query } }),
      );
      const row = rows.items.findLast((each) => each.task === task);
      if (row === undefined) return null;
      return answered(
        api.GET('/api/v1/executions/{execution_id}/tasks/{task_run_id}', {
          params: { path: { ...path, task_run_id: row.id } },
        }),
      );
    },
  });
}

function useStreams() {
  const feed = useExecutionFeed();
  return useSyncExternalStore(feed?.tokens.subscribe ?? never, feed?.tokens.all ?? none);
}

const EMPTY: readonly never[] = [];
const never = () => () => {};
const none = () => EMPTY;
