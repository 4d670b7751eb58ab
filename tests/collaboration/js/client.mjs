// One person with a stock provider, watched from outside it.
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

import { Cable } from './cable.mjs';
import { until } from './lines.mjs';

export const LARGEST_FRAME = 256 * 2 ** 20;
const SYNC = 0;
const STEP_1 = 0;
const SAVED = 100;
const PROBLEMS = 101;
const SESSION = 102;

export class Client {
  closes = []; // {code, reason, at} of every socket that ended
  final = null; // the close after which the provider gave up
  opened = 0; // sockets that were opened
  extras = { saved: [], problems: [], session: [] };
  sent = 0; // sync frames with content, sent on the socket that is open now
  onSaved = null; // called with the count of frames that the server claims to have stored

  /**
   * `room` is the path below `server`, a ws:// address. `tickets` are used up, one a connection.
   * With `cable` the line can be cut; without it the socket goes straight to the server.
   */
  static async open({ cable = false, server, ...given }) {
    const client = new Client(given);
    const address = new URL(server);
    if (cable) {
      client.cable = new Cable(Number(address.port));
      address.port = await client.cable.listen();
    }
    client.#connect(String(address), given);
    return client;
  }

  constructor({ name, headers = {}, tickets = null, state = null }) {
    Object.assign(this, { name, headers, tickets, doc: new Y.Doc() });
    if (state) Y.applyUpdate(this.doc, Buffer.from(state, 'base64'));
  }

  #connect(server, { room, params = {}, backoff = 500, presence = {} }) {
    this.server = server;
    this.room = room;
    this.provider = new WebsocketProvider(server, room, this.doc, {
      WebSocketPolyfill: socketsOf(this),
      disableBc: true,
      connect: false,
      maxBackoffTime: backoff,
      params,
    });
    this.provider.awareness.setLocalState(presence);
    this.#watch(params);
    this.connect();
  }

  #watch(params) {
    const { provider } = this;
    provider.on('closed', (event) => {
      this.final = { code: event.code, reason: event.reason };
    });
    provider.on('connection-close', () => this.#takeTicket(params));
    this.#takeTicket(params);
    provider.messageHandlers[SAVED] = (_, decoder) => this.#noteSaved(decoder);
    provider.messageHandlers[PROBLEMS] = (_, decoder) => this.#noteText('problems', decoder);
    provider.messageHandlers[SESSION] = (_, decoder) => this.#noteText('session', decoder);
  }

  #takeTicket(params) {
    if (this.tickets?.length) this.provider.params = { ...params, ticket: this.tickets.shift() };
  }

  #noteSaved(decoder) {
    const [count, number] = [readVarUint(decoder), readVarUint(decoder)];
    this.extras.saved.push({ count, number, at: Date.now() });
    this.onSaved?.(count);
  }

  #noteText(kind, decoder) {
    const length = readVarUint(decoder);
    const bytes = decoder.arr.subarray(decoder.pos, decoder.pos + length);
    this.extras[kind].push(JSON.parse(Buffer.from(bytes).toString('utf8')));
  }

  connect() {
    this.final = null;
    this.provider.connect();
  }

  disconnect() {
    this.provider.disconnect();
  }

  get synced() {
    return this.provider.synced;
  }

  /** Throws when it is not synced in time; `final` closes end the wait at once. */
  async sync(ms = 60_000) {
    await until(() => this.synced || this.final, ms, () => `${this.name} to be synced: ${this.story}`);
    if (!this.synced) throw new Error(`${this.name} was refused: ${JSON.stringify(this.final)}`);
  }

  get story() {
    return JSON.stringify({ closes: this.closes.slice(-5), opened: this.opened, final: this.final });
  }

  /** The line breaks; the provider comes back by itself. */
  cut() {
    if (this.cable) this.cable.cut();
    else this.provider.ws?.terminate();
  }

  /** What a person does whose copy holds edits that the server will never take. */
  startAfresh() {
    this.#renew(new Y.Doc());
  }

  /** A page that is loaded again out of what the browser had kept. */
  reload() {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.doc));
    this.#renew(doc);
  }

  #renew(doc) {
    const { params, maxBackoffTime } = this.provider;
    const presence = this.provider.awareness.getLocalState() ?? {};
    this.provider.destroy();
    this.doc = doc;
    this.final = null;
    this.#connect(this.server, { room: this.room, params, backoff: maxBackoffTime, presence });
  }

  close() {
    this.provider.destroy();
    this.provider.awareness.destroy();
    this.cable?.close();
  }
}

function readVarUint(decoder) {
  let [value, factor] = [0, 1];
  for (;;) {
    const byte = decoder.arr[decoder.pos++];
    value += (byte & 127) * factor;
    if (byte < 128) return value;
    factor *= 128;
  }
}

function socketsOf(client) {
  return class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols, {
        headers: client.headers,
        handshakeTimeout: 10_000,
        maxPayload: LARGEST_FRAME,
      });
      client.sent = 0;
      this.on('open', () => client.opened++);
      this.on('close', (code, reason) => {
        client.closes.push({ code, reason: reason.toString(), at: Date.now() });
      });
      this.on('error', (error) => {
        client.failure = String(error);
      });
    }

    send(bytes, ...rest) {
      if (bytes[0] === SYNC && bytes[1] !== STEP_1) client.sent++;
      super.send(bytes, ...rest);
    }
  };
}
