// Random edits as honest people make them, the same for the same seed.
import * as prng from 'lib0/prng';
import * as Y from 'yjs';

import { TEXT_KEY, addEdge, addNote, addTask, deleteTask, rootsOf } from './layout.mjs';

/** Editors put no caret inside a character: the place before, where `at` is between its halves. */
const boundary = (text, at) => (/[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at);

const KINDS = ['agent', 'agent', 'function', 'transform', 'approval'];
const WORDS = ['find', 'sum up', 'ask', 'naïve', '中文', '🙂', 'e\u0301', 'line\nbreak', '"quoted"'];
const OUTCOMES = [undefined, undefined, 'failed', 'enough'];

/** Chance of each edit, in parts. */
const EDITS = [
  [14, 'growTask'],
  [24, 'typeText'],
  [16, 'moveTask'],
  [14, 'setField'],
  [4, 'removeTask'],
  [14, 'drawEdge'],
  [4, 'removeEdge'],
  [5, 'changeNote'],
  [5, 'changeWorkflow'],
];

export class Person {
  deleted = []; // ids of tasks that this person deleted; ids are never used again
  #made = 0;

  constructor(name, seed) {
    this.name = name;
    this.chance = prng.create(seed);
  }

  /** One random edit, in one transaction. */
  edit(doc) {
    let part = this.#below(EDITS.reduce((sum, [parts]) => sum + parts, 0));
    const [, edit] = EDITS.find(([parts]) => (part -= parts) < 0);
    doc.transact(() => this[edit](doc, rootsOf(doc)));
  }

  growTask(doc, { tasks }) {
    const id = `${this.name}_${this.#made++}_${prng.word(this.chance, 4, 4).toLowerCase()}`;
    const kind = prng.oneOf(this.chance, KINDS);
    addTask(Y, doc, id, { kind, name: this.#word(), at: this.#place(), text: this.#word() });
    const before = this.#oneOf(tasks);
    if (before && before !== id) addEdge(doc, before, id);
  }

  typeText(doc, { tasks, notes }) {
    const text = this.#textOf(tasks) ?? this.#textOf(notes);
    if (!text) return this.growTask(doc, { tasks });
    const written = text.toString();
    const at = boundary(written, this.#below(text.length + 1));
    if (text.length > 40 && prng.bool(this.chance)) {
      text.delete(at, boundary(written, Math.min(at + 3, text.length)) - at);
    } else {
      text.insert(at, `${this.#word()} `);
    }
  }

  moveTask(_doc, { tasks }) {
    this.#task(tasks)?.set('pos', this.#place());
  }

  setField(_doc, { tasks }) {
    const [key, value] = prng.oneOf(this.chance, [
      ['name', this.#word()],
      ['timeout_s', this.#below(600) + 1],
      ['retry.max_attempts', this.#below(5) + 1],
      ['input.data', { limit: this.#below(100), share: this.#below(1000) / 7, list: [null, true] }],
      ['disabled', prng.bool(this.chance)],
      ['x_unknown', this.#word()],
    ]);
    this.#task(tasks)?.set(key, value);
  }

  removeTask(doc, { tasks }) {
    const id = this.#oneOf(tasks);
    if (!id) return;
    deleteTask(doc, id);
    this.deleted.push(id);
  }

  drawEdge(doc, { tasks }) {
    const [source, target] = [this.#oneOf(tasks), this.#oneOf(tasks)];
    if (source && source !== target) {
      addEdge(doc, source, target, prng.oneOf(this.chance, OUTCOMES));
    }
  }

  removeEdge(_doc, { edges }) {
    const id = this.#oneOf(edges);
    if (id) edges.delete(id);
  }

  changeNote(doc, { notes }) {
    const id = this.#oneOf(notes);
    const dice = this.#below(3);
    if (!id || dice === 0) {
      addNote(Y, doc, `${this.name}_note_${this.#made++}`, this.#place(), this.#word());
    } else if (dice === 1) {
      notes.get(id).get('text').insert(0, this.#word());
    } else {
      notes.delete(id);
    }
  }

  changeWorkflow(_doc, { workflow }) {
    const [key, value] = prng.oneOf(this.chance, [
      ['name', `Flow ${this.#word()}`],
      ['tags', [this.#word()]],
      ['settings', { max_parallel: this.#below(20) + 1 }],
    ]);
    workflow.set(key, value);
  }

  /** Milliseconds until something else happens. */
  between(least, most) {
    return prng.int32(this.chance, least, most);
  }

  /** True once in `times` times. */
  happens(times) {
    return this.#below(times) === 0;
  }

  #below(bound) {
    return prng.int32(this.chance, 0, bound - 1);
  }

  #word() {
    return prng.oneOf(this.chance, WORDS);
  }

  #place() {
    return [this.#below(4000), this.#below(3000) + 0.5];
  }

  #oneOf(map) {
    // Sorted: the order of a Y.Map depends on who was faster, which no seed can repeat.
    const keys = [...map.keys()].sort();
    return keys.length ? prng.oneOf(this.chance, keys) : null;
  }

  #task(tasks) {
    const id = this.#oneOf(tasks);
    return id ? tasks.get(id) : null;
  }

  #textOf(map) {
    const entry = this.#task(map);
    if (!entry) return null;
    const found = entry.get(TEXT_KEY[entry.get('kind')] ?? 'text');
    return found instanceof Y.Text ? found : null;
  }
}
