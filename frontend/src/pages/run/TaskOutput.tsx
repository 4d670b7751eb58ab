import type { UseQueryResult } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { JsonView } from '../../runs/JsonView.tsx';
import { LargeOutput } from '../../runs/LargeOutput.tsx';
import { useRunHere } from '../../runs/runContext.ts';
import { StreamedText } from '../../runs/StreamedText.tsx';
import { isFinal } from '../../runs/states.ts';
import type { TaskRun } from '../../runs/statuses.ts';
import { TextView } from '../../runs/TextView.tsx';
import type { Stream } from '../../runs/tokenStreams.ts';
import { useExecutionFeed } from '../../runs/useExecution.ts';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import css from './panel.module.css';
import { StopButton } from './StopButton.tsx';
import type { TaskRunDetail } from './useTaskRun.ts';

interface Props {
  readonly run: TaskRun;
  readonly detail: UseQueryResult<TaskRunDetail | null>;
}

/** What the task gave; while a model writes it, as it comes. */
export function TaskOutput({ run, detail }: Props) {
  const { execution } = useRunHere();
  const row = detail.data;
  const stream = useStream(row?.id ?? run.id);
  if (detail.error) return <Wrong error={detail.error} onRetry={() => void detail.refetch()} />;
  if (detail.isPending) return <Waiting rows={2} />;
  const isCut = row?.output_is_cut === true;
  const hasOutput = isCut || (row?.output !== null && row?.output !== undefined);
  const href = `/api/v1/executions/${execution.id}/tasks/${row?.id}/output`;
  return (
    <>
      {run.look === 'running' && !stream && <p className={css.faint}>It works…</p>}
      {stream && !hasOutput && (
        <StreamedText stream={stream} isWriting={run.look === 'running'}>
          <StopButton />
        </StreamedText>
      )}
      {row && isCut && (
        <LargeOutput
          beginning={row.output_beginning}
          size={row.output_bytes}
          href={href}
          name={`${row.task}.json`}
        />
      )}
      {!isCut && isFinal(run.look) && run.look !== 'failed' && (hasOutput || !stream) && (
        <Whole
          output={row?.output ?? null}
          isWritten={run.kind === 'agent' || row?.kind === 'agent'}
        />
      )}
      {row?.outcome && <p className={css.faint}>Outcome: {row.outcome}</p>}
      {row && hasOutput && !isCut && (
        <p className={css.faint}>
          <a href={href} download={`${row.task}.json`}>
            Save the whole output
          </a>
        </p>
      )}
    </>
  );
}

function Whole({ output, isWritten }: { output: unknown; isWritten: boolean }) {
  if (isWritten && typeof output === 'string') return <TextView text={output} />;
  return <JsonView value={output} />;
}

const NONE: readonly Stream[] = [];

function useStream(run: number | undefined): Stream | undefined {
  const tokens = useExecutionFeed()?.tokens;
  const all = useSyncExternalStore(tokens?.subscribe ?? never, tokens?.all ?? (() => NONE));
  return all.find((each) => each.run === run);
}

const never = () => () => {};
