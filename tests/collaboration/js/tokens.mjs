// Edits that can be counted: each is a word of its own in a text that many write, never split.
import * as Y from 'yjs';

import { addTask, taskId } from './layout.mjs';

const LEDGERS = 20; // several, so that no text grows beyond what the server takes
const KEY = 'input.prompt';
const OPEN = '⟨';
const TOKEN = /⟨([^⟩]*)⟩/g;

/** The texts that tokens are written into; made once, by one client, before anybody writes. */
export function openLedgers(doc) {
  doc.transact(() => {
    for (let i = 0; i < LEDGERS; i++) {
      addTask(Y, doc, taskId(i), { kind: 'agent', name: `Ledger ${i}`, at: [i * 240, 0] });
    }
  });
}

const ledgers = (doc) =>
  [...Array(LEDGERS).keys()].flatMap((i) => doc.getMap('tasks').get(taskId(i))?.get(KEY) ?? []);

function writeToken(doc, token) {
  const text = ledgers(doc)[Math.floor(Math.random() * LEDGERS)];
  const written = text.toString();
  // Between two tokens, never inside one: then a token is found whole or not at all.
  const at = written.indexOf(OPEN, Math.floor(Math.random() * written.length));
  text.insert(at < 0 ? written.length : at, `${OPEN}${token}⟩`);
}

const tokensIn = (text) => [...text.matchAll(TOKEN)].map(([, token]) => token);

/** Every token of the document with the number of times it stands there. */
export function countTokens(doc) {
  const counts = {};
  for (const token of ledgers(doc).flatMap((text) => tokensIn(text.toString()))) {
    counts[token] = (counts[token] ?? 0) + 1;
  }
  return counts;
}

/** Writes tokens for one client, and watches what becomes of everybody's. */
export class Witness {
  seen = new Set(); // tokens of others that have arrived here
  saved = new Set(); // own ones that the server claims to have stored
  delays = []; // ms that each took which somebody of this process has written
  written = 0;
  #unsaved = []; // {token, frame, socket}, in order
  static #sentAt = new Map();

  constructor(client) {
    this.client = client;
    client.doc.on('afterTransaction', (transaction) => this.#look(transaction));
    client.onSaved = (count) => this.#noteSaved(count);
  }

  write() {
    const token = `${this.client.name}.${this.written++}`;
    Witness.#sentAt.set(token, performance.now());
    writeToken(this.client.doc, token);
    const { wsconnected, ws } = this.client.provider;
    if (wsconnected) this.#unsaved.push({ token, frame: this.client.sent, socket: ws });
  }

  #look(transaction) {
    if (transaction.local) return;
    for (const [type, events] of transaction.changedParentTypes) {
      if (!(type instanceof Y.Text)) continue;
      const inserted = events.flatMap(({ delta }) => delta.map(({ insert }) => insert ?? ''));
      for (const token of inserted.flatMap(tokensIn)) this.#see(token);
    }
  }

  #see(token) {
    if (this.seen.has(token)) return;
    this.seen.add(token);
    const sentAt = Witness.#sentAt.get(token);
    if (sentAt !== undefined) this.delays.push(performance.now() - sentAt);
  }

  /** What was sent on an earlier socket stays untold: the server counts anew for each. */
  #noteSaved(count) {
    const { ws } = this.client.provider;
    const isTold = ({ frame, socket }) => socket === ws && frame <= count;
    for (const { token } of this.#unsaved.filter(isTold)) this.saved.add(token);
    this.#unsaved = this.#unsaved.filter((each) => each.socket === ws && !isTold(each));
  }
}
