// Edits for light clients, which hold no document: one copy writes for all of them.
import * as random from 'lib0/random';
import * as Y from 'yjs';

import { taskId } from '../../../collaboration/js/layout.mjs';
import { until } from '../../../collaboration/js/lines.mjs';
import { RealClient } from './clients.mjs';

/**
 * Each client moves a task of its own under an id of its own, so that nothing it writes builds upon
 * what another has written meanwhile.
 */
export class Pens {
  ids = [];

  static async load(place, tasks) {
    const client = new RealClient(place);
    await until(() => client.doc.getMap('tasks').size >= tasks, 60_000, () => `${tasks} tasks`);
    const pens = new Pens(Y.encodeStateAsUpdate(client.doc));
    client.close();
    for (let i = 0; i < 200; i++) pens.add();
    return pens;
  }

  constructor(state) {
    this.doc = new Y.Doc();
    Y.applyUpdate(this.doc, state);
    this.doc.on('update', (update) => (this.update = update));
  }

  add() {
    this.ids.push(random.uint32());
    return this.ids.at(-1);
  }

  /** The next edit of client `index`, and how many it has made with it. */
  move(index, turn) {
    const id = this.ids[index];
    this.doc.clientID = id;
    this.doc.getMap('tasks').get(taskId(index)).set('pos', [turn, turn]);
    return { update: this.update, clock: Y.getState(this.doc.store, id) };
  }
}
