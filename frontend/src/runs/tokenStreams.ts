/** Text that models write just now, by task run; listeners hear at most once a frame. */
export interface Piece {
  readonly task: string;
  readonly task_run: number;
  readonly attempt: number;
  /** Where it begins in the whole, in characters (code points, not UTF-16 units). */
  readonly offset: number;
  readonly text: string;
}

export interface Stream {
  readonly task: string;
  readonly run: number;
  readonly attempt: number;
  readonly text: string;
  /** The offset that continues the text. */
  readonly end: number;
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
  const { task, task_run: run, attempt, offset, text } = piece;
  const end = offset + lengthOf(text);
  if (stream === undefined || stream.attempt !== attempt) {
    return { task, run, attempt, text: offset === 0 ? text : GAP + text, end };
  }
  if (offset > stream.end) return { ...stream, text: stream.text + GAP + text, end };
  if (end <= stream.end) return stream;
  return { ...stream, text: stream.text + [...text].slice(stream.end - offset).join(''), end };
}

function lengthOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
