// What is measured, from the clients' side; told what to do line by line.
import * as Y from 'yjs';

import { buildDocument, taskId } from '../../../collaboration/js/layout.mjs';
import { faults, pause, serve, until } from '../../../collaboration/js/lines.mjs';
import { LightClient, RealClient } from './clients.mjs';
import { readPresence } from './dialects.mjs';
import { Pens } from './pens.mjs';
import { Stopwatch, pace, quantiles } from './stopwatch.mjs';

const WATCHED = 5; // light clients that read what they receive; the others count it
const LATE_MS = 5_000;

let crowd = [];
let pens = null; // writes for light clients

serve({
  seed,
  firstSync,
  join,
  leave,
  propagate,
  point,
  joinAtOnce,
  write,
  drag,
  presence,
  traffic: () => crowd.reduce((sum, { frames = 0 }) => sum + frames, 0),
  faults: () => faults.splice(0),
});

/** Fill an empty room; done when a second client has everything. Returns the encoded size. */
async function seed({ place, tasks }) {
  const [author, reader] = [new RealClient(place), new RealClient(place)];
  await Promise.all([author.ready(), reader.ready()]);
  buildDocument(Y, author.doc, tasks);
  await hasTasks(reader, tasks);
  const size = Y.encodeStateAsUpdate(reader.doc).length;
  author.close();
  reader.close();
  return size;
}

function hasTasks({ doc }, tasks, clocks = {}) {
  const count = () => doc.getMap('tasks').size;
  const isThere = ([id, clock]) => Y.getState(doc.store, Number(id)) >= clock;
  const holds = () => count() >= tasks && Object.entries(clocks).every(isThere);
  return onceItHolds(doc, 'update', holds, () => `${tasks} tasks, there are ${count()}`);
}

/** Resolves in the very moment in which an event makes it true. */
function onceItHolds(emitter, event, holds, what) {
  return new Promise((resolve, reject) => {
    const end = (settle) => {
      clearTimeout(timer);
      emitter.off(event, look);
      settle();
    };
    const timer = setTimeout(() => end(() => reject(new Error(`waited for ${what()}`))), 60_000);
    const look = () => holds() && end(resolve);
    emitter.on(event, look);
    look();
  });
}

/** Milliseconds from opening a provider until the whole document is there, one after another. */
async function firstSync({ place, tasks, times, clocks }) {
  const took = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    const client = new RealClient(place);
    await hasTasks(client, tasks, clocks ?? {});
    took.push(performance.now() - began);
    client.close();
    await pause(20);
  }
  return { ...quantiles(took), each: took };
}

/** The crowd that the following commands use. */
async function join({ place, clients, light = false, tasks }) {
  leave();
  if (light) pens = await Pens.load(place, tasks);
  for (let i = 0; i < clients; i++) {
    crowd.push(light ? new LightClient(place, pens.ids[i] ?? pens.add()) : new RealClient(place));
    // A few at a time, as people come; how fast many come at once is measured elsewhere.
    if (i % 10 === 9) await Promise.all(crowd.map((client) => client.ready()));
  }
  await Promise.all(crowd.map((client) => client.ready()));
  if (!light) await Promise.all(crowd.map((client) => hasTasks(client, tasks)));
  await pause(200);
}

function leave() {
  crowd.forEach((client) => client.close());
  crowd = [];
}

/** Edits of `writers` of the crowd, `rate` a second between them: how long to the others. */
async function propagate({ rate, seconds, writers = 1 }) {
  const watch = new Stopwatch();
  const authors = crowd.slice(0, writers);
  const isLight = crowd[0] instanceof LightClient;
  const receivers = isLight ? crowd.slice(-WATCHED) : crowd;
  for (const receiver of receivers) {
    const others = authors.map(({ id }) => id).filter((id) => id !== receiver.id);
    receiver.watch(others, (writer, clocks) => watch.arrived(receiver.id, writer, clocks));
  }
  const began = performance.now();
  await pace(rate, seconds, (turn) => editOf(authors[turn % writers], turn % writers, turn, watch));
  const took = performance.now() - began;
  const complete = await arrivedInTime(watch, receivers.map(({ id }) => id));
  return { ...quantiles(watch.delays), complete, rate: (rate * seconds * 1000) / took, failure: failures() };
}

function editOf(author, index, turn, watch) {
  if (author instanceof LightClient) {
    const { update, clock } = pens.move(index, turn);
    watch.sent(author.id, clock);
    author.send(update);
  } else {
    // The time is taken before the edit: making and sending it belongs to it.
    watch.sent(author.id, Y.getState(author.doc.store, author.id) + 1);
    author.doc.getMap('tasks').get(taskId(index)).set('pos', [turn, turn]);
  }
}

const arrivedInTime = (watch, receivers) =>
  until(() => watch.hasAll(receivers), LATE_MS, () => 'everything to arrive').then(
    () => true,
    () => false,
  );

const failures = () => crowd.map(({ failure }) => failure).filter(Boolean).map(String).slice(0, 3);

/** Everybody moves a cursor `hz` times a second. */
async function point({ hz, seconds }) {
  const watch = new Stopwatch();
  const receivers = crowd.slice(-WATCHED);
  for (const receiver of receivers) {
    receiver.watchPresence((bytes) =>
      readPresence(bytes, (id, clock) => watch.arrived(receiver.id, id, clock, { onlyLast: true })),
    );
  }
  const before = crowd.reduce((sum, { frames }) => sum + frames, 0);
  const began = performance.now();
  await pace(hz * crowd.length, seconds, (turn) => {
    const person = crowd[turn % crowd.length];
    watch.sent(person.id, person.point({ cursor: { x: turn % 4000, y: turn % 3000 }, name: 'Ada' }));
  });
  const took = (performance.now() - began) / 1000;
  const frames = crowd.reduce((sum, each) => sum + each.frames, 0) - before;
  const complete = await arrivedInTime(watch, receivers.map(({ id }) => id));
  return { ...quantiles(watch.delays), framesPerS: frames / took, seconds: took, complete, failure: failures() };
}

/** `count` light clients at the same moment: milliseconds until the last has the document. */
async function joinAtOnce({ place, count, tasks }) {
  const ids = (await Pens.load(place, tasks)).ids;
  const began = performance.now();
  const joiners = [...Array(count).keys()].map((i) => new LightClient(place, ids[i]));
  await Promise.all(joiners.map((client) => client.ready()));
  const took = performance.now() - began;
  joiners.forEach((client) => client.close());
  return took;
}

/** So many edits by one client, seen by another; the author's clocks, to recognise them by. */
async function write({ place, tasks, edits, rate }) {
  const [author, reader] = [new RealClient(place), new RealClient(place)];
  await Promise.all([hasTasks(author, tasks), hasTasks(reader, tasks)]);
  await pace(rate, edits / rate, (turn) => {
    author.doc.getMap('tasks').get(taskId(turn % tasks)).set('pos', [turn, turn + 1]);
  });
  const clocks = { [author.id]: Y.getState(author.doc.store, author.id) };
  await hasTasks(reader, tasks, clocks);
  author.close();
  reader.close();
  return clocks;
}

/** Drags as the designer makes them: live in presence, one write at the drop. Bytes before, after. */
async function drag({ place, tasks, drags, moves }) {
  const author = new RealClient(place);
  await hasTasks(author, tasks);
  const before = Y.encodeStateAsUpdate(author.doc).length;
  await pace(100, drags / 100, (turn) => {
    const id = taskId((turn * 7) % tasks);
    if (turn % 10 === 0) author.awareness.setLocalStateField('drag', { ids: [id], moves });
    author.doc.getMap('tasks').get(id).set('pos', [turn, turn * 2]);
  });
  const clocks = { [author.id]: Y.getState(author.doc.store, author.id) };
  const reader = new RealClient(place);
  await hasTasks(reader, tasks, clocks);
  const after = Y.encodeStateAsUpdate(reader.doc).length;
  author.close();
  reader.close();
  return { before, after };
}

/** Milliseconds until a joiner sees everybody, and until someone who crashed or left is gone. */
async function presence({ place, people }) {
  crowd = [...Array(people).keys()].map(() => new RealClient(place));
  await Promise.all(crowd.map((client) => client.ready()));
  crowd.forEach(({ awareness }, i) => awareness.setLocalState({ name: `Person ${i}` }));
  const sees = (client, id) => client.awareness.getStates().has(id);
  const all = (client) => crowd.every(({ id }) => sees(client, id));
  await until(() => crowd.every(all), 40_000, () => 'all to see all');
  const began = performance.now();
  const joiner = new RealClient(place);
  await timed(joiner, () => all(joiner));
  const coming = performance.now() - began; // with the opening of the socket
  crowd[0].break();
  const crashed = await timed(joiner, () => !sees(joiner, crowd[0].id));
  crowd[1].close();
  const left = await timed(joiner, () => !sees(joiner, crowd[1].id));
  joiner.close();
  crowd = crowd.slice(2);
  leave();
  return { coming, crashed, left };
}

async function timed({ awareness }, holds) {
  const began = performance.now();
  await onceItHolds(awareness, 'change', holds, () => 'presence to change');
  return performance.now() - began;
}
