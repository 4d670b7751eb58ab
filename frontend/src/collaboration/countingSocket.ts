const SYNC = 0;
const STEP_1 = 0;
const UPDATE = 2;
/** The bytes of an update in which nothing was made and nothing deleted. */
const NOTHING = [2, 0, 0];

/** A frame that the server acknowledges; `hasEdits`: it may hold something that it does not have. */
export interface Counted {
  readonly hasEdits: boolean;
}

/** Undefined: the server does not count it. A page that is just opened answers with nothing. */
export function counted(frame: unknown): Counted | undefined {
  if (!(frame instanceof Uint8Array) || frame[0] !== SYNC || frame[1] === STEP_1) return undefined;
  const isNothing =
    frame.length === 2 + NOTHING.length && NOTHING.every((b, n) => frame[n + 2] === b);
  return { hasEdits: frame[1] === UPDATE || !isNothing };
}

/**
 * A socket class whose sockets tell of each frame that carries edits: the server acknowledges by
 * their count, on each connection anew (docs/document-socket.md, message 100).
 */
export function countingSocket(
  onOpened: () => void,
  onSent: (frame: Counted) => void,
): typeof WebSocket {
  return class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      this.addEventListener('open', onOpened);
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      super.send(data);
      const frame = counted(data);
      if (frame !== undefined) onSent(frame);
    }
  };
}
