/**
 * Who is where: typed awareness. The server writes `user` and nobody else; the rest is ours, at
 * most 4 kB a person (docs/document-socket.md).
 */
import type { Awareness } from 'y-protocols/awareness';
import type { Point } from '../workflow/commands.ts';
import { PALE, readUser, readWhereabouts } from './reading.ts';
import { Signal } from './signal.ts';

const FRAME_MS = 50;
const MOST_IDS = 40;

/** A part of the document that somebody edits. */
export interface Field {
  readonly task: string;
  readonly name: string;
}

/** What one tab shows to others; `pointer` is in units of the canvas before zoom. */
export interface Whereabouts {
  readonly pointer: Point | null;
  readonly selected: readonly string[];
  readonly field: Field | null;
  readonly caret: { readonly anchor: unknown; readonly head: unknown } | null;
  readonly drag: {
    readonly ids: readonly string[];
    readonly dx: number;
    readonly dy: number;
  } | null;
  readonly viewport: { readonly x: number; readonly y: number; readonly zoom: number } | null;
  readonly following: number | null;
  readonly execution: string | null;
}

export interface Person extends Partial<Whereabouts> {
  readonly client: number;
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly role: string;
  readonly isMe: boolean;
}

const NOWHERE: Whereabouts = {
  pointer: null,
  selected: [],
  field: null,
  caret: null,
  drag: null,
  viewport: null,
  following: null,
  execution: null,
};

export class Presence {
  /** Everybody with an open tab, oneself first; an entry keeps its identity until it changes. */
  readonly people = new Signal<readonly Person[]>([]);
  /** The same without what moves all the time: for lists of names. */
  readonly names = new Signal<readonly Person[]>([]);
  readonly awareness: Awareness;
  #here: Whereabouts = NOWHERE;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isHidden = false;

  readonly #me: string;
  /** Everybody who was ever here while this page was. */
  readonly #seen = new Map<number, string>();

  /** `me`: one's own name, which the server tells to others only. */
  constructor(awareness: Awareness, me: string) {
    this.awareness = awareness;
    this.#me = me;
    awareness.setLocalState({ ...NOWHERE });
    awareness.on('change', this.#read);
    this.#read();
  }

  /** Tells the others, at most twenty times a second. */
  show(part: Partial<Whereabouts>): void {
    this.#here = { ...this.#here, ...bounded(part) };
    this.#timer ??= setTimeout(this.#send, FRAME_MS);
  }

  /** One's pointer is not shown to others. */
  hide(isHidden: boolean): void {
    this.#isHidden = isHidden;
    this.show({});
  }

  /** Who edits under this number, also after they left; undefined: a program, or long gone. */
  nameOf(client: number): string | undefined {
    return this.#seen.get(client);
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.awareness.off('change', this.#read);
  }

  #personOf(client: number, state: Record<string, unknown>): Person | undefined {
    return personOf(client, state, client === this.awareness.clientID ? this.#me : undefined);
  }

  readonly #send = (): void => {
    this.#timer = undefined;
    const hidden = this.#isHidden ? { pointer: null, viewport: null } : {};
    this.awareness.setLocalState({ ...this.awareness.getLocalState(), ...this.#here, ...hidden });
  };

  readonly #read = (): void => {
    const known = new Map(this.people.get().map((each) => [each.client, each]));
    const people = [...this.awareness.getStates()]
      .map(([client, state]) => this.#personOf(client, state))
      .filter((each) => each !== undefined)
      .map((each) =>
        isSame(known.get(each.client), each) ? (known.get(each.client) as Person) : each,
      )
      .sort((one, other) => Number(other.isMe) - Number(one.isMe) || one.client - other.client);
    for (const { client, name } of people) this.#seen.set(client, name);
    this.people.set(people);
    if (namesOf(people) !== namesOf(this.names.get())) this.names.set(people);
  };
}

function bounded(part: Partial<Whereabouts>): Partial<Whereabouts> {
  const selected = part.selected && { selected: part.selected.slice(0, MOST_IDS) };
  const drag = part.drag && { drag: { ...part.drag, ids: part.drag.ids.slice(0, MOST_IDS) } };
  return { ...part, ...selected, ...drag };
}

function personOf(
  client: number,
  state: Record<string, unknown>,
  me: string | undefined,
): Person | undefined {
  const user = readUser(state.user);
  if (user === undefined && me === undefined) return undefined; // the server has not named it yet
  const named = user ?? { id: '', name: me ?? '', color: PALE, role: '' };
  return { ...readWhereabouts(state, named.role), client, ...named, isMe: me !== undefined };
}

function isSame(one: Person | undefined, other: Person): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

function namesOf(people: readonly Person[]): string {
  return JSON.stringify(
    people.map((each) => [
      each.client,
      each.name,
      each.color,
      each.role,
      each.following,
      each.field,
    ]),
  );
}
