// Two sorts of clients: real providers, and light ones that only look at frames.
import { HocuspocusProvider } from '@hocuspocus/provider';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

import { until } from '../../../collaboration/js/lines.mjs';
import { Speech } from './dialects.mjs';

const PATIENCE_MS = 60_000;
const OPTIONS = { maxPayload: 256 * 2 ** 20, skipUTF8Validation: true, handshakeTimeout: 30_000 };

const withHeaders = (headers) =>
  class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols, { ...OPTIONS, headers });
    }
  };

/** A stock provider of the peer's own kind on a fresh document. */
export class RealClient {
  constructor(place) {
    this.doc = new Y.Doc();
    this.provider = place.dialect === 'stock' ? this.#stock(place) : this.#hocuspocus(place);
    this.awareness = this.provider.awareness;
    this.id = this.doc.clientID;
  }

  #stock({ server, room, headers = {} }) {
    return new WebsocketProvider(server, room, this.doc, {
      WebSocketPolyfill: withHeaders(headers),
      disableBc: true,
    });
  }

  #hocuspocus({ server, room, headers = {} }) {
    return new HocuspocusProvider({
      url: server,
      name: room,
      token: 'none',
      document: this.doc,
      WebSocketPolyfill: withHeaders(headers),
    });
  }

  get synced() {
    return this.provider.synced ?? this.provider.isSynced;
  }

  ready() {
    return until(() => this.synced, PATIENCE_MS, () => 'a provider to be synced');
  }

  /** Calls `visit(writer, clocks)` when edits of one of `writers` have arrived. */
  watch(writers, visit) {
    this.doc.on('afterTransaction', ({ local, afterState, beforeState }) => {
      if (local) return;
      for (const writer of writers) {
        const clocks = afterState.get(writer) ?? 0;
        if (clocks !== (beforeState.get(writer) ?? 0)) visit(writer, clocks);
      }
    });
  }

  /** The socket breaks as when a computer loses its network; the provider may not come back. */
  break() {
    const { provider } = this;
    provider.shouldConnect = false;
    const socket = provider.ws ?? provider.configuration.websocketProvider.webSocket;
    if (provider.configuration) provider.configuration.websocketProvider.shouldConnect = false;
    socket.terminate();
  }

  close() {
    this.provider.destroy();
    this.provider.configuration?.websocketProvider.destroy();
  }
}

/** A bare socket: what it receives is counted; a `watched` one also reads it. */
export class LightClient {
  frames = 0;
  bytes = 0;
  #synced = false;
  #watch = null;
  #presence = null;
  #clock = 0;

  constructor({ server, room, dialect, headers = {} }, id) {
    this.id = id;
    this.speech = new Speech(dialect, room);
    this.socket = new WebSocket(this.speech.url(server), [], { ...OPTIONS, headers });
    this.socket.on('open', () => this.speech.hello().forEach((each) => this.socket.send(each)));
    this.socket.on('message', (bytes) => this.#receive(bytes));
    this.socket.on('error', (error) => (this.failure = error));
    this.socket.on('close', (code, reason) => (this.failure ??= `closed ${code} ${reason}`));
  }

  ready() {
    const isReady = () => {
      if (this.failure) throw new Error(`a light client: ${this.failure}`);
      return this.#synced;
    };
    return until(isReady, PATIENCE_MS, () => 'a light client to be synced');
  }

  #receive(bytes) {
    this.frames++;
    this.bytes += bytes.length;
    if (this.#synced && !this.#watch && !this.#presence) return;
    const { question, update, first, presence } = this.speech.read(bytes);
    if (question) this.socket.send(question);
    if (first) this.#synced = true;
    if (update && !first && this.#watch) this.#watch(update);
    if (presence && this.#presence) this.#presence(presence);
  }

  watch(writers, visit) {
    const wanted = new Set(writers);
    this.#watch = (update) => {
      for (const [writer, clocks] of Y.parseUpdateMeta(update).to) {
        if (wanted.has(writer)) visit(writer, clocks);
      }
    };
  }

  watchPresence(visit) {
    this.#presence = visit;
  }

  send(update) {
    this.socket.send(this.speech.update(update));
  }

  /** Presence with the next clock, which is returned. */
  point(state) {
    this.socket.send(this.speech.awareness(this.id, ++this.#clock, state));
    return this.#clock;
  }

  close() {
    this.socket.terminate();
  }
}
