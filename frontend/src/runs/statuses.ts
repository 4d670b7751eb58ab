/**
 * How each task of a run stands. However many states change, listeners hear at most once a frame,
 * and those of one task of that task alone.
 */
import { Signal } from '../collaboration/signal.ts';
import { isFinal, type Look, worstOf } from './states.ts';

const LIST_MS = 200;

/** One run of a task: alone, or for an item of a map or a turn of a loop. */
export interface TaskRun {
  readonly id: number | undefined;
  readonly task: string;
  readonly path: string;
  readonly kind: string;
  readonly look: Look;
  readonly attempt: number;
  readonly reason: string;
  readonly readyAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** All runs of one task together. */
export interface TaskStatus {
  readonly look: Look;
  readonly runs: readonly TaskRun[];
  readonly ended: number;
  /** When the first of them began; milliseconds since 1970. */
  readonly startedAt: number | undefined;
  /** When the last of them ended; absent while one that began has not. */
  readonly endedAt: number | undefined;
}

export class TaskStatuses {
  /** Rises when any task changed, five times a second at most; for lists of all of them. */
  readonly version = new Signal(0);
  readonly #runs = new Map<string, Map<string, TaskRun>>();
  readonly #statuses = new Map<string, TaskStatus>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #changed = new Set<string>();
  #forget = () => {};
  #isAsked = false;
  #rising: ReturnType<typeof setTimeout> | undefined;

  close(): void {
    this.#forget();
    clearTimeout(this.#rising);
  }

  put(run: TaskRun): void {
    const runs = this.#runs.get(run.task) ?? new Map<string, TaskRun>();
    this.#runs.set(run.task, runs.set(run.path, run));
    this.#changed.add(run.task);
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#forget = beforeNextFrame(this.#tell);
  }

  runOf(task: string, path: string): TaskRun | undefined {
    return this.#runs.get(task)?.get(path);
  }

  *allRuns(): Iterable<TaskRun> {
    for (const runs of this.#runs.values()) yield* runs.values();
  }

  statusOf(task: string): TaskStatus | undefined {
    return this.#statuses.get(task);
  }

  tasks(): readonly string[] {
    return [...this.#statuses.keys()];
  }

  /** Whether something waits for people, a time or another run, and nothing works. */
  onlyWaits(): boolean {
    let waits = false;
    for (const { kind, look } of this.allRuns()) {
      if (kind === 'map' || kind === 'loop') continue; // their tasks tell
      if (look === 'running') return false;
      waits ||= look === 'waiting';
    }
    return waits;
  }

  onChange(task: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(task) ?? new Set();
    this.#listeners.set(task, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  readonly #tell = (): void => {
    this.#isAsked = false;
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const task of changed) {
      this.#statuses.set(task, standOf([...(this.#runs.get(task)?.values() ?? [])]));
    }
    for (const task of changed) {
      for (const listener of [...(this.#listeners.get(task) ?? [])]) listener();
    }
    this.#rising ??= setTimeout(() => {
      this.#rising = undefined;
      this.version.set(this.version.get() + 1);
    }, LIST_MS);
  };
}

function standOf(runs: readonly TaskRun[]): TaskStatus {
  const starts = runs.flatMap(({ startedAt }) => (startedAt ? [Date.parse(startedAt)] : []));
  const ends = runs.flatMap(({ startedAt, endedAt }) =>
    startedAt && endedAt ? [Date.parse(endedAt)] : [],
  );
  return {
    look: worstOf(runs.map((run) => run.look)) ?? 'queued',
    runs,
    ended: runs.filter((run) => isFinal(run.look)).length,
    startedAt: starts.length === 0 ? undefined : starts.reduce((a, b) => Math.min(a, b)),
    endedAt:
      ends.length === 0 || ends.length < starts.length
        ? undefined
        : ends.reduce((a, b) => Math.max(a, b)),
  };
}

/** Several tasks together: `5/8 running`, the look that most needs to be seen; empty: none began. */
export function standInWords(all: readonly TaskStatus[]): string {
  const look = worstOf(all.map((each) => each.look));
  if (look === undefined) return '';
  const ended = all.reduce((sum, each) => sum + each.ended, 0);
  return `${ended}/${all.reduce((sum, { runs }) => sum + runs.length, 0)} ${look}`;
}

/** Pages that nobody sees are given no frames. Returns what takes the wish back. */
function beforeNextFrame(act: () => void): () => void {
  if (typeof document === 'undefined' || document.hidden) {
    const timer = setTimeout(act, 0);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(act);
  return () => cancelAnimationFrame(frame);
}
