import { useCallback, useMemo, useState } from 'react';
import { hasEnded } from '../../runs/executionLook.ts';
import { useRunHere } from '../../runs/runContext.ts';
import { useExecutionSummary } from '../../runs/useExecution.ts';
import { Download } from '../../ui/icons.ts';
import list from '../../ui/list.module.css';
import { SearchField } from '../../ui/SearchField.tsx';
import { Wrong } from '../../ui/Told.tsx';
import ui from '../../ui/ui.module.css';
import css from './lines.module.css';
import { type EventRow, readEvents } from './reading.ts';
import { useTail } from './useTail.ts';
import { VirtualLines } from './VirtualLines.tsx';

/** Everything that happened, in order, by number. */
export function EventsTab() {
  const { execution, select } = useRunHere();
  const state = useExecutionSummary()?.state ?? execution.state;
  const [search, setSearch] = useState('');
  const read = useCallback(
    (after: number | undefined) => readEvents(execution.id, after),
    [execution.id],
  );
  const { rows, error, isReading, retry } = useTail<EventRow, number>(read, !hasEnded(state));
  const shown = useMemo(() => {
    const wanted = search.toLowerCase();
    return wanted === '' ? rows : rows.filter((row) => textOf(row).toLowerCase().includes(wanted));
  }, [rows, search]);

  return (
    <div className={css.lines}>
      <div className={list.tools}>
        <SearchField label="Find events" value={search} onChange={setSearch} />
        <a
          className={ui.button}
          data-kind="quiet"
          href={`/api/v1/executions/${execution.id}/events.jsonl`}
          download
        >
          <Download size={14} aria-hidden /> JSON lines
        </a>
        <span className={list.faint} role="status">
          {shown.length === rows.length ? rows.length : `${shown.length} of ${rows.length}`} events
          {isReading && ', reading on…'}
        </span>
      </div>
      {error && <Wrong error={error} onRetry={retry} />}
      <VirtualLines
        label="Events"
        rows={shown}
        isFollowing={false}
        line={(row) => <EventLine row={row} select={select} />}
      />
    </div>
  );
}

function EventLine({ row, select }: { row: EventRow; select: (subject: string) => void }) {
  return (
    <>
      <span className={css.number}>{row.number}</span>
      <time className={css.at} dateTime={row.at}>
        {row.at.slice(11, 23)}
      </time>
      <span className={css.level} data-level={row.severity}>
        {row.severity}
      </span>
      <span>{row.name}</span>
      {row.name.startsWith('task:') ? (
        <button type="button" className={css.of} onClick={() => select(row.subject)}>
          {row.subject}
        </button>
      ) : null}
      <span className={css.at}>{dataOf(row)}</span>
    </>
  );
}

function textOf(row: EventRow): string {
  return `${row.name} ${row.subject} ${dataOf(row)}`;
}

function dataOf({ data }: EventRow): string {
  const text = JSON.stringify(data);
  return text === '{}' ? '' : text;
}
