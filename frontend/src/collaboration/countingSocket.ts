const SYNC = 0;
const STEP_1 = 0;

/**
 * A socket class whose sockets tell of each frame that carries edits: the server acknowledges by
 * their count, on each connection anew (docs/document-socket.md, message 100).
 */
export function countingSocket(onOpened: () => void, onEditSent: () => void): typeof WebSocket {
  return class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      this.addEventListener('open', onOpened);
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      super.send(data);
      if (data instanceof Uint8Array && data[0] === SYNC && data[1] !== STEP_1) onEditSent();
    }
  };
}
