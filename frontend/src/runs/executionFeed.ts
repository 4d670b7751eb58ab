/**
 * One execution as it happens: a snapshot, then numbered events; a gap heals by asking for what
 * came after the last number (docs/api.md). Each task's listeners hear of that task alone.
 */
import { Signal } from '../collaboration/signal.ts';
import { eventPages, readExecution } from './polling.ts';
import { isFinal, type Look, lookOf } from './states.ts';
import { type TaskStatus, TaskStatuses } from './statuses.ts';
import { taskRunPages } from './taskRunPages.ts';
import { type Piece, TokenStreams } from './tokenStreams.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** Refused this often in a row, the line is taken to be barred, and REST is asked meanwhile. */
const REFUSALS = 2;
const POLL_MS = 3_000;

export interface ExecutionSummary {
  readonly id: string;
  readonly state: string;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly cost_microusd: number;
  readonly error_code: string;
}

interface FeedEvent {
  readonly number: number;
  readonly name: string;
  readonly subject: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface SnapshotRow {
  readonly id: number;
  readonly task: string;
  readonly index_path: string;
  readonly kind: string;
  readonly state: string;
  readonly is_cached: boolean;
  readonly attempt: number;
  readonly reason: string;
  readonly ready_at: string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

interface Snapshot {
  readonly type: 'snapshot';
  readonly number: number;
  readonly execution: ExecutionSummary;
  readonly tasks: readonly SnapshotRow[];
  /** There are more; those are read page by page. */
  readonly is_cut?: boolean;
}

type Message =
  | Snapshot
  | { readonly type: 'events'; readonly events: readonly FeedEvent[] }
  | ({ readonly type: 'tokens' } & Piece);

const STATE_AFTER: Readonly<Record<string, string>> = {
  'task:ready': 'ready',
  'task:started': 'running',
  'task:waiting': 'waiting',
  'task:retrying': 'retrying',
  'task:completed': 'succeeded',
  'task:failed': 'failed',
  'task:skipped': 'skipped',
  'task:cancelled': 'cancelled',
  'workflow:queued': 'queued',
  'workflow:started': 'running',
  'workflow:paused': 'paused',
  'workflow:resumed': 'running',
  'workflow:cancelling': 'cancelling',
  'workflow:completed': 'succeeded',
  'workflow:failed': 'failed',
  'workflow:cancelled': 'cancelled',
};

/** A map or loop that waits for its inside works; nobody is waited for. */
function lookOfRun(state: string, kind: string, isCached: boolean): Look {
  const isContainer = kind === 'map' || kind === 'loop';
  return state === 'waiting' && isContainer ? 'running' : lookOf(state, isCached);
}

function isOfTheEnd(state: string | undefined): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}

export class ExecutionFeed {
  readonly execution = new Signal<ExecutionSummary | undefined>(undefined);
  readonly isOpen = new Signal(false);
  readonly statuses = new TaskStatuses();
  readonly version = this.statuses.version;
  readonly tokens = new TokenStreams();
  #socket: WebSocket | undefined;
  #number = 0;
  #wait = FIRST_WAIT_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refusals = 0;
  #polling: ReturnType<typeof setTimeout> | undefined;

  readonly id: string;

  constructor(id: string) {
    this.id = id;
    this.#connect();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#stopPolling();
    this.statuses.close();
    if (this.#socket !== undefined) {
      this.#socket.onclose = null;
      this.#socket.close();
    }
  }

  statusOf(task: string): TaskStatus | undefined {
    return this.statuses.statusOf(task);
  }

  tasks(): readonly string[] {
    return this.statuses.tasks();
  }

  #connect(): void {
    const origin = location.origin.replace(/^http/, 'ws');
    const socket = new WebSocket(`${origin}/ws/executions/${encodeURIComponent(this.id)}/events`);
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      this.#wait = FIRST_WAIT_MS; // not when it opens: a refused one is opened and closed
      this.#refusals = 0;
      this.#stopPolling();
      this.isOpen.set(true);
      this.#hear(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      this.isOpen.set(false);
      if (code >= 4400 && code < 4500) return;
      this.#refusals += 1;
      if (this.#refusals >= REFUSALS) this.#polling ??= setTimeout(this.#poll);
      this.#timer = setTimeout(() => this.#connect(), this.#wait * (0.5 + Math.random() / 2));
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    };
  }

  readonly #poll = async (): Promise<void> => {
    const polling = this.#polling;
    try {
      await this.#ask(() => this.#polling === polling);
    } catch {
      // The server is away altogether; the next round tells.
    }
    if (this.#polling !== polling) return;
    const isOver = isOfTheEnd(this.execution.get()?.state);
    this.#polling = isOver ? undefined : setTimeout(this.#poll, POLL_MS);
  };

  async #ask(isWanted: () => boolean): Promise<void> {
    if (this.execution.get() === undefined) {
      const row = await readExecution(this.id);
      const snapshot = { number: row.events, execution: row, tasks: [], is_cut: true };
      if (isWanted()) this.#begin({ type: 'snapshot', ...snapshot });
      return;
    }
    for await (const events of eventPages(this.id, this.#number))
      if (isWanted()) this.#apply(events);
  }

  #stopPolling(): void {
    clearTimeout(this.#polling);
    this.#polling = undefined;
  }

  #hear(message: Message): void {
    if (message.type === 'snapshot') this.#begin(message);
    if (message.type === 'events') this.#apply(message.events);
    if (message.type === 'tokens') this.tokens.add(message);
  }

  #begin({ number, execution, tasks, is_cut: isCut }: Snapshot): void {
    this.#number = number;
    this.execution.set(execution);
    this.#putRows(tasks);
    if (isCut) void this.#readRest();
  }

  /** What a snapshot of many tasks leaves out. A run that changed meanwhile is not set back. */
  async #readRest(): Promise<void> {
    const known = new Set<number | undefined>();
    for (const { id } of this.statuses.allRuns()) known.add(id);
    for await (const page of taskRunPages(this.id)) {
      this.#putRows(
        page
          .filter(
            ({ id, task, index_path: path }) =>
              !known.has(id) && !this.statuses.runOf(task, path)?.endedAt,
          )
          .map((row) => ({ ...row, is_cached: row.flags.includes('cached') })),
      );
    }
  }

  #putRows(rows: readonly SnapshotRow[]): void {
    for (const row of rows) {
      this.statuses.put({
        id: row.id,
        task: row.task,
        path: row.index_path,
        kind: row.kind,
        look: lookOfRun(row.state, row.kind, row.is_cached),
        attempt: row.attempt,
        reason: row.reason,
        readyAt: row.ready_at,
        startedAt: row.started_at,
        endedAt: row.ended_at,
      });
    }
  }

  #apply(events: readonly FeedEvent[]): void {
    const [first] = events;
    if (first !== undefined && first.number > this.#number + 1) {
      this.#socket?.send(JSON.stringify({ after: this.#number }));
      return;
    }
    for (const event of events) {
      if (event.number <= this.#number) continue;
      this.#number = event.number;
      if (event.name.startsWith('task:')) this.#applyToTask(event);
      else this.#applyToExecution(event);
    }
  }

  #applyToExecution({ name, at, data }: FeedEvent): void {
    const state = STATE_AFTER[name];
    const now = this.execution.get();
    if (state === undefined || now === undefined) return;
    const hasEnded = isOfTheEnd(state);
    this.execution.set({
      ...now,
      state,
      error_code: typeof data.error_code === 'string' ? data.error_code : now.error_code,
      started_at: now.started_at ?? (state === 'running' ? at : null),
      ended_at: hasEnded ? at : null,
    });
  }

  #applyToTask({ name, subject, at, data }: FeedEvent): void {
    const [, task = subject, path = ''] = /^([^[]+)(?:\[(.*)\])?$/.exec(subject) ?? [];
    const state = STATE_AFTER[name];
    if (state === undefined) return;
    const before = this.statuses.runOf(task, path);
    const kind = before?.kind ?? '';
    const look = lookOfRun(state, kind, data.cached === true);
    this.statuses.put({
      id: before?.id,
      task,
      path,
      kind,
      look,
      attempt: typeof data.attempt === 'number' ? data.attempt : (before?.attempt ?? 0),
      reason: typeof data.reason === 'string' ? data.reason : '',
      readyAt: name === 'task:ready' ? at : (before?.readyAt ?? null),
      startedAt: state === 'running' ? at : (before?.startedAt ?? null),
      endedAt: isFinal(look) ? at : null,
    });
  }
}
