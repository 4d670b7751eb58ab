import { useCallback, useMemo, useState } from 'react';
import { hasEnded } from '../../runs/executionLook.ts';
import { subjectOf, useRunHere } from '../../runs/runContext.ts';
import { useExecutionFeed, useExecutionSummary } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';
import { Button } from '../../ui/Button.tsx';
import { Download } from '../../ui/icons.ts';
import list from '../../ui/list.module.css';
import { SearchField } from '../../ui/SearchField.tsx';
import { Wrong } from '../../ui/Told.tsx';
import { LogLine } from './LogLine.tsx';
import css from './lines.module.css';
import { type LogPlace, type LogRow, readLog, saveLog } from './reading.ts';
import { useTail } from './useTail.ts';
import { VirtualLines } from './VirtualLines.tsx';

/** Log lines of the run, or of one task run: searched on the server, followed, saved. */
export function LogView({ taskRun }: { taskRun?: number }) {
  const { execution, select } = useRunHere();
  const state = useExecutionSummary()?.state ?? execution.state;
  const [search, setSearch] = useState('');
  const [isFollowing, setFollowing] = useState(!hasEnded(state));
  const read = useCallback(
    (from: LogPlace | undefined) => readLog(execution.id, { search, taskRun }, from),
    [execution.id, search, taskRun],
  );
  const { rows, error, isReading, retry } = useTail<LogRow, LogPlace>(read, !hasEnded(state));
  const subjects = useSubjects();

  return (
    <div className={css.lines}>
      <div className={list.tools}>
        <SearchField label="Search all lines" value={search} onChange={setSearch} />
        <Button look="quiet" aria-pressed={isFollowing} onClick={() => setFollowing(!isFollowing)}>
          Follow
        </Button>
        <Button
          look="quiet"
          disabled={rows.length === 0}
          onClick={() => saveLog(rows, execution.id, subjects)}
        >
          <Download size={14} aria-hidden /> Save
        </Button>
        <span className={list.faint} role="status">
          {rows.length} {rows.length === 1 ? 'line' : 'lines'}
          {isReading && ', reading on…'}
        </span>
      </div>
      {error && <Wrong error={error} onRetry={retry} />}
      {rows.length === 0 && !isReading ? (
        <p className={css.none}>{search ? 'No line contains that.' : 'Nothing was logged.'}</p>
      ) : (
        <VirtualLines
          label="Log"
          rows={rows}
          isFollowing={isFollowing}
          line={(row) => (
            <LogLine
              row={row}
              search={search}
              {...(taskRun === undefined ? { of: subjects.get(row.task_run) ?? '', select } : {})}
            />
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
