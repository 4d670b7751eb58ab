// What the two protocols put around the same content.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export const SYNC = 0;
export const AWARENESS = 1;
const SYNC_STEP_1 = 0;
const SYNC_STEP_2 = 1;
const SYNC_UPDATE = 2;
const EMPTY = Uint8Array.of(0); // a state vector of nothing
const NOTHING = Uint8Array.of(0, 0); // an update with nothing in it

/** The frames of `y-protocols`, as they are. */
const stock = {
  open: () => [],
  begin: () => {},
  skip: () => {},
  isSync: (type) => type === SYNC,
  url: (server, room) => `${server}/${room}`,
};

/** Hocuspocus: the document's name before each frame, and a token before anything else. */
const hocuspocus = {
  open: (room) => [
    frame((encoder) => {
      encoding.writeVarString(encoder, room);
      encoding.writeVarUint(encoder, 2); // auth
      encoding.writeVarUint(encoder, 0); // a token
      encoding.writeVarString(encoder, 'none');
      encoding.writeVarString(encoder, '4.8.0');
    }),
  ],
  begin: (encoder, room) => encoding.writeVarString(encoder, room),
  skip: (decoder) => decoding.readVarString(decoder),
  isSync: (type) => type === SYNC || type === 4, // 4: an answer
  url: (server) => server,
};

const DIALECTS = { stock, hocuspocus };

function frame(write) {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}

/** Frames for one room, and the reading of those that come back. */
export class Speech {
  constructor(dialect, room) {
    this.dialect = DIALECTS[dialect];
    this.room = room;
  }

  url = (server) => this.dialect.url(server, this.room);

  hello = () => [...this.dialect.open(this.room), this.#sync(SYNC_STEP_1, EMPTY)];

  update = (update) => this.#sync(SYNC_UPDATE, update);

  awareness = (client, clock, state) =>
    this.#frame(AWARENESS, (encoder) => {
      const inner = encoding.createEncoder();
      encoding.writeVarUint(inner, 1);
      encoding.writeVarUint(inner, client);
      encoding.writeVarUint(inner, clock);
      encoding.writeVarString(inner, JSON.stringify(state));
      encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
    });

  #sync = (kind, content) =>
    this.#frame(SYNC, (encoder) => {
      encoding.writeVarUint(encoder, kind);
      encoding.writeVarUint8Array(encoder, content);
    });

  #frame = (type, write) =>
    frame((encoder) => {
      this.dialect.begin(encoder, this.room);
      encoding.writeVarUint(encoder, type);
      write(encoder);
    });

  /**
   * What a frame says: `{update, first}` (first: it answers our step 1), `{question}` with the
   * frame that answers it, `{presence}` as bytes, or nothing of interest.
   */
  read(bytes) {
    const decoder = decoding.createDecoder(bytes);
    this.dialect.skip(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === AWARENESS) return { presence: decoding.readVarUint8Array(decoder) };
    if (!this.dialect.isSync(type)) return {};
    const kind = decoding.readVarUint(decoder);
    const content = decoding.readVarUint8Array(decoder);
    if (kind === SYNC_STEP_1) return { question: this.#sync(SYNC_STEP_2, NOTHING) };
    return { update: content, first: kind === SYNC_STEP_2 };
  }
}

/** Calls `visit(client, clock)` for each entry of an awareness payload. */
export function readPresence(bytes, visit) {
  const decoder = decoding.createDecoder(bytes);
  for (let n = decoding.readVarUint(decoder); n > 0; n--) {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    decoding.readVarString(decoder);
    visit(client, clock);
  }
}
