// One process that is many people: `node driver.mjs`, told what to do line by line (lines.mjs).
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

import { Client } from './client.mjs';
import { describe, load, stateVector } from './describe.mjs';
import * as layout from './layout.mjs';
import { faults, pause, serve, until } from './lines.mjs';
import { play, settle } from './session.mjs';
import { Witness, countTokens, openLedgers } from './tokens.mjs';

const clients = new Map();
const witnesses = new Map();
let writing = null;

const one = (name) => {
  const client = clients.get(name);
  if (!client) throw new Error(`nobody is called ${name}`);
  return client;
};
const some = (names) => names.map(one);
const everyone = (names) => (names ? some(names) : [...clients.values()]);

serve({
  ...peopleCommands(),
  ...documentCommands(),
  ...tokenCommands(),
  ...presenceCommands(),
  faults: () => faults.splice(0),
});

function peopleCommands() {
  return {
    /** Each of `people` is given as to `Client.open`; `wait` false: do not wait until synced. */
    async open({ people, wait = true, ms }) {
      for (const given of people) clients.set(given.name, await Client.open(given));
      if (wait) await Promise.all(people.map(({ name }) => one(name).sync(ms)));
    },
    close({ names }) {
      for (const client of everyone(names)) {
        client.close();
        clients.delete(client.name);
        witnesses.delete(client.name);
      }
    },
    sync: ({ names, ms }) => Promise.all(everyone(names).map((client) => client.sync(ms))),
    connect: ({ names }) => everyone(names).forEach((client) => client.connect()),
    disconnect: ({ names }) => everyone(names).forEach((client) => client.disconnect()),
    cut: ({ names }) => everyone(names).forEach((client) => client.cut()),
    terminate: ({ names }) => everyone(names).forEach((client) => client.provider.ws?.terminate()),
    silence: ({ names }) => everyone(names).forEach((client) => client.cable.fallSilent()),
    speak: ({ names }) => everyone(names).forEach((client) => client.cable.speak()),
    /** Whoever was refused for good comes back with a fresh document. */
    startAfresh: ({ names }) => everyone(names).forEach((client) => client.startAfresh()),
    /** `headers` and `tickets` for connections from now on. */
    equip({ name, ...given }) {
      Object.assign(one(name), given);
    },
    status: ({ name }) => statusOf(one(name)),
    /** The close after which this provider gave up. */
    async refused({ name, ms = 60_000 }) {
      const client = one(name);
      return until(() => client.final, ms, () => `${name} to be refused: ${client.story}`);
    },
    /** The next socket of this client to end, counted from `known` earlier ones. */
    async closed({ name, known = 0, ms = 60_000 }) {
      const client = one(name);
      await until(() => client.closes.length > known, ms, () => `${name}'s socket to end`);
      return client.closes[known];
    },
  };
}

const statusOf = ({ provider, closes, final, opened, failure, extras, sent }) => ({
  connected: provider.wsconnected,
  synced: provider.synced,
  closes,
  final,
  opened,
  failure: failure ?? null,
  extras,
  sent,
});

function documentCommands() {
  return {
    play: ({ names, ...given }) => play(some(names), given),
    settle: ({ names, ms = 60_000 }) => settle(everyone(names), ms),
    describe: ({ name }) => describe(one(name).doc),
    /** What stored updates amount to for Yjs. */
    load: ({ updates }) => describe(load(updates)),
    loadTokens: ({ updates }) => countTokens(load(updates)),
    state: ({ name }) => Buffer.from(Y.encodeStateAsUpdate(one(name).doc)).toString('base64'),
    vector: ({ name }) => stateVector(one(name).doc),
    build({ name, tasks }) {
      layout.buildDocument(Y, one(name).doc, tasks);
    },
    addTask({ name, id, kind = 'agent', text = '', at = [0, 0], title = id }) {
      const { doc } = one(name);
      doc.transact(() => layout.addTask(Y, doc, id, { kind, name: title, at, text }));
    },
    deleteTask({ name, id }) {
      const { doc } = one(name);
      doc.transact(() => layout.deleteTask(doc, id));
    },
    addEdge: ({ name, source, target, outcome }) =>
      layout.addEdge(one(name).doc, source, target, outcome),
    setField({ name, task, key, value }) {
      one(name).doc.getMap('tasks').get(task).set(key, value);
    },
    setWorkflow({ name, key, value }) {
      one(name).doc.getMap('workflow').set(key, value);
    },
    insert({ name, task, key = 'input.prompt', at = 0, text }) {
      one(name).doc.getMap('tasks').get(task).get(key).insert(at, text);
    },
    erase({ name, task, key = 'input.prompt', at, length }) {
      one(name).doc.getMap('tasks').get(task).get(key).delete(at, length);
    },
    /** Any root and value: what an honest client never writes, too. */
    write({ name, root, key, value }) {
      one(name).doc.getMap(root).set(key, value);
    },
    /** Milliseconds until the task is there, or no longer. */
    async awaitTask({ name, id, there = true, ms = 60_000 }) {
      const [began, tasks] = [performance.now(), () => one(name).doc.getMap('tasks')];
      await until(() => tasks().has(id) === there, ms, () => `${id} at ${name}`);
      return performance.now() - began;
    },
  };
}

function tokenCommands() {
  return {
    openLedgers: ({ name }) => openLedgers(one(name).doc),
    witness({ names }) {
      for (const client of everyone(names)) witnesses.set(client.name, new Witness(client));
    },
    /** Everybody named writes `rate` tokens a second between them, until told to stop. */
    startWriting({ names, rate }) {
      clearInterval(writing);
      const writers = names.map((name) => witnesses.get(name));
      let turn = 0;
      writing = setInterval(() => writers[turn++ % writers.length].write(), 1000 / rate);
    },
    stopWriting: () => clearInterval(writing),
    async write({ name, times = 1, gapMs = 0 }) {
      for (let i = 0; i < times; i++) {
        witnesses.get(name).write();
        await pause(gapMs);
      }
    },
    /** What somebody else has had, and what the server has claimed to be stored. */
    promised: () => ({
      seen: [...new Set([...witnesses.values()].flatMap(({ seen }) => [...seen]))],
      saved: [...witnesses.values()].flatMap(({ saved }) => [...saved]),
      written: [...witnesses].map(([name, { written }]) => [name, written]),
    }),
    tokens: ({ name }) => countTokens(one(name).doc),
    /** Delays in ms since they were last asked for. */
    delays: () => [...witnesses.values()].flatMap((witness) => witness.delays.splice(0)),
  };
}

function presenceCommands() {
  return {
    setPresence({ name, state }) {
      one(name).provider.awareness.setLocalState(state);
    },
    presence: ({ name }) => Object.fromEntries(one(name).provider.awareness.getStates()),
    clientId: ({ name }) => one(name).doc.clientID,
    /** Presence about any client, as its own provider would never send it. */
    speakFor({ name, client, clock, state }) {
      one(name).provider.ws.send(presenceFrame(client, clock, state));
    },
    /** Nobody does anything; providers renew their presence as they like. */
    rest: ({ ms }) => pause(ms),
    /** The next message of ours of this kind, counted from `known` earlier ones. */
    async extra({ name, kind, known = 0, ms = 60_000 }) {
      const told = one(name).extras[kind];
      await until(() => told.length > known, ms, () => `${kind} for ${name}`);
      return told[known];
    },
    /** Milliseconds from the opening of a new client until it sees `count` others. */
    async join({ person, count, ms = 60_000 }) {
      const client = await Client.open(person);
      clients.set(person.name, client);
      await until(() => client.provider.wsconnected, ms, () => `a line: ${client.story}`);
      const began = performance.now();
      const others = () => client.provider.awareness.getStates().size - 1;
      await until(() => others() >= count, ms, () => `${count} others, there are ${others()}`);
      return performance.now() - began;
    },
    /** Milliseconds from `action` on one client until another no longer sees it. */
    async leave({ name, watcher, action = 'cut', ms = 60_000 }) {
      const { awareness } = one(watcher).provider;
      const id = one(name).doc.clientID;
      await until(() => awareness.getStates().has(id), ms, () => `${name} to be seen`);
      const began = performance.now();
      leaving[action](one(name));
      await until(() => !awareness.getStates().has(id), ms, () => `${name} to be gone`);
      return performance.now() - began;
    },
  };
}

function presenceFrame(client, clock, state) {
  const entry = encoding.createEncoder();
  encoding.writeVarUint(entry, 1);
  encoding.writeVarUint(entry, client);
  encoding.writeVarUint(entry, clock);
  encoding.writeVarString(entry, JSON.stringify(state));
  const frame = encoding.createEncoder();
  encoding.writeVarUint(frame, 1);
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(entry));
  return encoding.toUint8Array(frame);
}

const leaving = {
  // The provider may not come back, or it would be seen again.
  cut: (client) => {
    client.provider.shouldConnect = false;
    client.cut();
  },
  end: (client) => client.provider.disconnect(),
  silence: (client) => client.cable.fallSilent(),
};
