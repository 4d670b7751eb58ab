/** Text that models write just now, by task run; listeners hear at most once a frame. */
import { lasting } from '../ui/time.ts';

export interface Piece {
  readonly task: string;
  readonly task_run: number;
  readonly attempt: number;
  /** Where it begins in the whole, in characters (code points, not UTF-16 units). */
  readonly offset: number;
  readonly text: string;
  /** When the first and the newest text came: milliseconds after the model was asked. */
  readonly first_ms: number;
  readonly at_ms: number;
}

export interface Stream {
  readonly task: string;
  readonly run: number;
  readonly attempt: number;
  readonly text: string;
  /** The offset that continues the text. */
  readonly end: number;
  readonly firstMs: number;
  readonly atMs: number;
}

const GAP = ' … ';

export class TokenStreams {
  readonly #streams = new Map<number, Stream>();
  readonly #listeners = new Set<() => void>();
  #all: readonly Stream[] = [];
  #isFrameAsked = false;

  add(piece: Piece): void {
    this.#streams.set(piece.task_run, append(this.#streams.get(piece.task_run), piece));
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    requestAnimationFrame(this.#tell);
  }

  /** In the order in which they began. */
  readonly all = (): readonly Stream[] => this.#all;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly #tell = (): void => {
    this.#isFrameAsked = false;
    this.#all = [...this.#streams.values()];
    for (const listener of [...this.#listeners]) listener();
  };
}

/** A piece continues the text, repeats a part of it, or begins behind a gap. */
export function append(stream: Stream | undefined, piece: Piece): Stream {
  const { task, task_run: run, attempt, offset, text, first_ms: firstMs, at_ms: atMs } = piece;
  const end = offset + lengthOf(text);
  const pace = { firstMs, atMs };
  if (stream === undefined || stream.attempt !== attempt) {
    return { task, run, attempt, text: offset === 0 ? text : GAP + text, end, ...pace };
  }
  if (offset > stream.end) return { ...stream, text: stream.text + GAP + text, end, ...pace };
  if (end <= stream.end) return stream;
  const added = [...text].slice(stream.end - offset).join('');
  return { ...stream, text: stream.text + added, end, ...pace };
}

const CHARS_A_TOKEN = 4;
const SHORTEST_MS = 500;

/** `first text after 641 ms · about 55 tokens/s`; how fast only once there is enough to go by. */
export function paceOf({ end, firstMs, atMs }: Pick<Stream, 'end' | 'firstMs' | 'atMs'>): string {
  const first = `first text after ${lasting(firstMs)}`;
  const wrote = atMs - firstMs;
  if (wrote < SHORTEST_MS) return first;
  // Providers count tokens only at the end; in most languages one is about four characters.
  const speed = end / CHARS_A_TOKEN / (wrote / 1_000);
  return `${first} · about ${speed < 10 ? speed.toFixed(1) : Math.round(speed)} tokens/s`;
}

function lengthOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
