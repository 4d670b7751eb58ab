/** Logs and events of a run, part by part. */
import { answered, api, type Shape } from '../../api/client.ts';
import { saveText } from '../../ui/saving.ts';
import type { Part } from './useTail.ts';

export type LogRow = Shape<'LogLineRow'>;
export type EventRow = Shape<'EventRow'>;

const LINES = 200;
const EVENTS = 500;

/** A page may grow as long as none follows it: how much of it is here already. */
export interface LogPlace {
  readonly cursor: string;
  readonly seen: number;
}

export async function readLog(
  execution: string,
  { search, taskRun }: { readonly search: string; readonly taskRun: number | undefined },
  { cursor, seen }: LogPlace = { cursor: '', seen: 0 },
): Promise<Part<LogRow, LogPlace>> {
  const query = {
    limit: LINES,
    ...(search === '' ? {} : { search }),
    ...(taskRun === undefined ? {} : { task_run: taskRun }),
    ...(cursor === '' ? {} : { cursor }),
  };
  const params = { path: { execution_id: execution }, query };
  const page = await answered(api.GET('/api/v1/executions/{execution_id}/logs', { params }));
  return {
    rows: page.items.slice(seen),
    next: page.next === null ? { cursor, seen: page.items.length } : { cursor: page.next, seen: 0 },
    hasMore: page.next !== null,
  };
}

export async function readEvents(execution: string, after = 0): Promise<Part<EventRow, number>> {
  const query = { limit: EVENTS, after };
  const params = { path: { execution_id: execution }, query };
  const page = await answered(api.GET('/api/v1/executions/{execution_id}/events', { params }));
  return {
    rows: page.items,
    next: page.items.at(-1)?.number ?? after,
    hasMore: page.next !== null,
  };
}

/** A line each: when, how grave, of which task run, and what it says. */
export function logText(rows: readonly LogRow[], subjects: ReadonlyMap<number, string>): string {
  const lines = rows.map(({ at, level, task_run: run, message }) =>
    [at, level, subjects.get(run) ?? run, message].join('\t'),
  );
  return `${lines.join('\n')}\n`;
}

export function saveLog(
  rows: readonly LogRow[],
  execution: string,
  subjects: ReadonlyMap<number, string>,
): void {
  saveText(`${execution}.log`, logText(rows, subjects));
}
