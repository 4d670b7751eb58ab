/**
 * One workflow's shared document and the line to its server.
 *
 * The stock provider keeps the line; this adds what the designer shows of it: whether edits are on
 * the server's disk, what is wrong with the document, and why the line ended for good.
 */
import * as decoding from 'lib0/decoding';
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { keepBeaten } from '../workflow/beaten.ts';
import { CatchingUp, type Missed } from '../workflow/catchingUp.ts';
import { LOCAL_EDIT } from '../workflow/commands.ts';
import { DocView } from '../workflow/docView.ts';
import type { JsonObject } from '../workflow/json.ts';
import { SCHEMA } from '../workflow/layout.ts';
import { declareRoots, rootOf } from '../workflow/roots.ts';
import { writeDocument } from '../workflow/writing.ts';
import { type Counted, countingSocket } from './countingSocket.ts';
import type { Keep } from './keep.ts';
import { type Leftover, type Recovered, Recovery } from './recovery.ts';
import { Signal } from './signal.ts';

const SAVED = 100;
const PROBLEMS = 101;
const SESSION = 102;
const LONGEST_WAIT_MS = 5_000;
const ONE_GESTURE_MS = 500;

/** The server cannot take what was sent, however often it is: malformed, too large, out of shape. */
export const REFUSED: ReadonlySet<number> = new Set([4400, 4413, 4422]);

export interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'hint';
  readonly message: string;
  readonly path: string;
  readonly task: string | null;
  readonly fix: string | null;
}

/** `closed`: the server sent us away for good, with a code of docs/document-socket.md. */
export type Line =
  | { readonly is: 'connecting' | 'open' | 'broken' }
  | { readonly is: 'closed'; readonly code: number; readonly reason: string };

export interface RoomState {
  readonly line: Line;
  /** The document is here. It stays true when the line breaks later. */
  readonly isLoaded: boolean;
  /** Frames with edits that the server has not yet told to be on its disk. */
  readonly unsaved: number;
  /** Edits made while there was no line, or on their way when it broke. */
  readonly kept: number;
  readonly role: string;
}

interface RoomOptions {
  /** Where edits wait that the server does not have; without it they are lost with the page. */
  readonly keep?: Keep;
  readonly isStill?: boolean;
}

export type SessionNews = { readonly type: string; readonly [key: string]: unknown };

export class Room {
  readonly doc = new Y.Doc();
  readonly view: DocView;
  readonly undo: Y.UndoManager;
  readonly awareness: Awareness;
  readonly state: Signal<RoomState>;
  readonly problems = new Signal<readonly Problem[] | undefined>(undefined);
  readonly news = new Signal<SessionNews | undefined>(undefined);
  readonly recovered = new Signal<Recovered | undefined>(undefined);
  /** What others changed while the line was down. */
  readonly missed = new Signal<Missed | undefined>(undefined);
  readonly #provider: WebsocketProvider;
  readonly #catchingUp: CatchingUp;
  readonly #keep: Keep | undefined;
  readonly #recovery: Recovery | undefined;
  #sent = 0;
  /** The numbers of the frames with edits in them that nobody has acknowledged. */
  #pending: readonly number[] = [];
  #acknowledged = 0;

  /** A document that nobody edits, such as a version: drawn as the designer draws it. */
  static still(document: JsonObject): Room {
    const room = new Room('', 'viewer', { isStill: true });
    writeDocument(room.doc, document, 0);
    room.state.change({ isLoaded: true, line: { is: 'open' } });
    return room;
  }

  constructor(workflowId: string, role: string, { keep, isStill = false }: RoomOptions = {}) {
    this.#keep = keep;
    this.#recovery = keep && new Recovery(keep);
    declareRoots(this.doc);
    this.view = new DocView(this.doc);
    this.state = new Signal<RoomState>({
      line: { is: 'connecting' },
      isLoaded: false,
      unsaved: 0,
      kept: 0,
      role,
    });
    this.undo = new Y.UndoManager(
      (['workflow', 'tasks', 'edges', 'notes', 'groups'] as const).map((r) => rootOf(this.doc, r)),
      { trackedOrigins: new Set([LOCAL_EDIT]), captureTimeout: ONE_GESTURE_MS },
    );
    keepBeaten(this.doc);
    this.#provider = new WebsocketProvider(
      `${socketOrigin()}/ws/workflows/${workflowId}`,
      'document',
      this.doc,
      {
        connect: false,
        disableBc: true,
        maxBackoffTime: LONGEST_WAIT_MS,
        params: this.#params(),
        WebSocketPolyfill: countingSocket(this.#begin, this.#noteSent),
      },
    );
    this.#catchingUp = new CatchingUp(this.doc, this.#provider);
    this.awareness = this.#provider.awareness;
    this.#listen();
    if (!isStill) this.#provider.connect();
  }

  /** Tries again at once, also after the line ended for good. */
  reconnect(): void {
    this.#provider.disconnect();
    this.#provider.connect();
  }

  /** Edits of earlier visits that were not sent. */
  async leftover(): Promise<Leftover | undefined> {
    return this.#recovery?.look(this.doc, this.#generation ?? 0);
  }

  async discard(leftover: Leftover): Promise<void> {
    await this.#recovery?.discard(leftover);
    this.recovered.set(undefined);
  }

  destroy(): void {
    this.#keep?.close();
    this.undo.destroy();
    this.view.destroy();
    this.#provider.destroy();
    this.awareness.destroy();
    this.doc.destroy();
  }

  get #generation(): number | undefined {
    const generation = rootOf(this.doc, 'meta').get('generation');
    return typeof generation === 'number' ? generation : undefined;
  }

  #params(): Record<string, string> {
    const generation = this.#generation;
    return {
      extras: 'saved,problems,session',
      schema: String(SCHEMA),
      role: this.state.get().role,
      ...(generation === undefined ? {} : { generation: String(generation) }),
    };
  }

  #listen(): void {
    const provider = this.#provider;
    provider.messageHandlers[SAVED] = (_, decoder) => {
      const acknowledged = decoding.readVarUint(decoder);
      this.#acknowledged = acknowledged;
      this.#pending = this.#pending.filter((frame) => frame > acknowledged);
      this.#countUnsaved();
    };
    provider.messageHandlers[PROBLEMS] = (_, decoder) => {
      this.problems.set(JSON.parse(decoding.readVarString(decoder)).problems);
    };
    provider.messageHandlers[SESSION] = (_, decoder) => {
      this.#hear(JSON.parse(decoding.readVarString(decoder)));
    };
    provider.on('status', ({ status }) => this.#noteStatus(status));
    provider.on('sync', (isSynced) => isSynced && this.#noteSynced());
    provider.on('closed', ({ code, reason }) => {
      if (REFUSED.has(code)) this.#drop();
      this.state.change({ line: { is: 'closed', code, reason } });
    });
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      const { isLoaded, kept } = this.state.get();
      if (origin === provider || !isLoaded) return;
      const isOffline = !provider.wsconnected;
      this.#keep?.note(update, this.#generation ?? 0, isOffline);
      if (isOffline) this.state.change({ kept: kept + 1 });
    });
  }

  #hear(news: SessionNews): void {
    if (news.type === 'role' && typeof news.role === 'string')
      this.state.change({ role: news.role });
    this.news.set(news);
  }

  #noteStatus(status: 'connected' | 'connecting' | 'disconnected'): void {
    if (this.state.get().line.is === 'closed' && status === 'disconnected') return;
    const is =
      status === 'connected'
        ? 'open'
        : this.#provider.wsUnsuccessfulReconnects > 0
          ? 'broken'
          : 'connecting';
    if (status === 'disconnected') {
      if (this.state.get().isLoaded) this.#catchingUp.begin();
      this.#provider.params = this.#params();
      this.#keepUnsaved();
      this.#keep?.write();
    }
    this.state.change({ line: { is: status === 'disconnected' ? 'broken' : is } });
  }

  #noteSynced(): void {
    const isFirst = !this.state.get().isLoaded;
    this.state.change({ isLoaded: true, line: { is: 'open' } });
    if (isFirst) void this.#recover();
    const missed = this.#catchingUp.end();
    if (missed !== undefined) this.missed.set(missed);
  }

  /** What the server refused is not sent again: whoever loads the page anew goes on without it. */
  #drop(): void {
    this.#keep?.drop();
    this.#recovery?.settle();
  }

  async #recover(): Promise<void> {
    const mayEdit = this.state.get().role !== 'viewer';
    const found = await this.#recovery?.adopt(this.doc, this.#generation ?? 0, mayEdit);
    if (found !== undefined) this.recovered.set(found);
    this.#countUnsaved();
  }

  /** Whether they arrived is not known; the next connection sends what did not. */
  #keepUnsaved(): void {
    const { unsaved, kept } = this.state.get();
    this.state.change({ unsaved: 0, kept: kept + unsaved });
    this.#countAnew();
  }

  #countAnew(): void {
    this.#sent = 0;
    this.#pending = [];
    this.#acknowledged = 0;
  }

  readonly #begin = (): void => {
    this.#countAnew();
    this.#countUnsaved();
  };

  readonly #noteSent = ({ hasEdits }: Counted): void => {
    this.#sent += 1;
    if (hasEdits) this.#pending = [...this.#pending, this.#sent];
    this.#countUnsaved();
  };

  #countUnsaved(): void {
    this.state.change({ unsaved: this.#pending.length });
    // What was edited offline is sent in the first frame of a connection: none, and it is not there.
    if (!this.#provider.wsconnected || this.#sent === 0 || this.#acknowledged < this.#sent) return;
    this.state.change({ kept: 0 });
    this.#keep?.settle();
    this.#recovery?.settle();
  }
}

function socketOrigin(): string {
  return location.origin.replace(/^http/, 'ws');
}
