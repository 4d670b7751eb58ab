import { useCallback, useMemo, useState } from 'react';
import { hasEnded } from '../../runs/executionLook.ts';
import { subjectOf, useRunHere } from '../../runs/runContext.ts';
import { useExecutionFeed, useExecutionSummary } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';
import { Wrong } from '../../ui/Told.tsx';
import { LogLine } from './LogLine.tsx';
import { type LogSettings, LogTools } from './LogTools.tsx';
import { isAtLeast, type LineRange, rangeAfter, rowsIn } from './lineRange.ts';
import css from './lines.module.css';
import { type LogPlace, type LogRow, logText, readLog, saveLog } from './reading.ts';
import { useTail } from './useTail.ts';
import { VirtualLines } from './VirtualLines.tsx';

/** Log lines of the run, or of one task run: searched on the server, followed, copied, saved. */
export function LogView({ taskRun }: { taskRun?: number }) {
  const { execution, select } = useRunHere();
  const state = useExecutionSummary()?.state ?? execution.state;
  const [settings, setSettings] = useState<LogSettings>({
    search: '',
    least: 'debug',
    isFollowing: !hasEnded(state),
    isWrapped: false,
  });
  const [marked, setMarked] = useState<LineRange>();
  const { search, least } = settings;
  const read = useCallback(
    (from: LogPlace | undefined) => readLog(execution.id, { search, taskRun }, from),
    [execution.id, search, taskRun],
  );
  const { rows, error, isReading, retry } = useTail<LogRow, LogPlace>(read, !hasEnded(state));
  const shown = useMemo(
    () => (least === 'debug' ? rows : rows.filter(({ level }) => isAtLeast(level, least))),
    [rows, least],
  );
  const subjects = useSubjects();
  const ofWhom = taskRun === undefined ? { select } : {};

  return (
    <div className={css.lines}>
      <LogTools
        settings={settings}
        onChange={(changes) => {
          setSettings((before) => ({ ...before, ...changes }));
          // Other lines stand at those numbers then.
          if ('search' in changes || 'least' in changes) setMarked(undefined);
        }}
        shown={shown.length}
        whole={rows.length}
        marked={marked === undefined ? 0 : rowsIn(shown, marked).length}
        isReading={isReading}
        text={() => logText(rowsIn(shown, marked), subjects)}
        onSave={() => saveLog(shown, execution.id, subjects)}
      />
      {error && <Wrong error={error} onRetry={retry} />}
      {shown.length === 0 && !isReading ? (
        <p className={css.none}>
          {rows.length > 0 || search ? 'No line is like that.' : 'Nothing was logged.'}
        </p>
      ) : (
        <VirtualLines
          label="Log"
          rows={shown}
          isFollowing={settings.isFollowing}
          isWrapped={settings.isWrapped}
          marked={marked}
          onMark={(at, isExtended) => setMarked((before) => rangeAfter(before, at, isExtended))}
          line={(row) => (
            <LogLine row={row} search={search} of={subjects.get(row.task_run) ?? ''} {...ofWhom} />
          )}
        />
      )}
    </div>
  );
}

/** Which task run each number stands for. */
function useSubjects(): ReadonlyMap<number, string> {
  const feed = useExecutionFeed();
  const version = usePacedVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the feed changed
  return useMemo(() => {
    const found = new Map<number, string>();
    for (const task of feed?.tasks() ?? []) {
      for (const { id, path } of feed?.statusOf(task)?.runs ?? []) {
        if (id !== undefined) found.set(id, subjectOf(task, path));
      }
    }
    return found;
  }, [feed, version]);
}
