// A room full of people for a while: they edit, their cables break, they go offline and come back.
import { describe } from './describe.mjs';
import { pause, until } from './lines.mjs';
import { Person } from './people.mjs';

const CUT = 30; // once in so many steps the cable is cut
const AWAY = 45; // … somebody is offline for a while, and goes on editing
const RELOAD = 120; // … the page is loaded again, out of what the browser keeps

/** Everybody takes `steps` steps; the same seed gives everybody the same intentions. */
export async function play(clients, { seed, steps, pauseMs = [5, 60] }) {
  const people = clients.map(
    (client, i) => new Person(`p${seed}_${i}`, seed * 64 + i),
  );
  const counts = { edits: 0, cuts: 0, away: 0, reloads: 0 };
  const each = (client, i) => walk(client, people[i], steps, pauseMs, counts);
  await Promise.all(clients.map(each));
  return { ...counts, deleted: people.flatMap((person) => person.deleted) };
}

async function walk(client, person, steps, [least, most], counts) {
  for (let step = 0; step < steps; step++) {
    await pause(person.between(least, most));
    if (client.final) continue; // refused: this person's page is read-only until asked in again
    for (let n = person.between(1, 3); n > 0; n--, counts.edits++) person.edit(client.doc);
    client.provider.awareness.setLocalStateField('cursor', { at: [step, step] });
    if (person.happens(CUT)) counts.cuts++, client.cut();
    else if (person.happens(AWAY)) counts.away++, await stayAway(client, person, counts);
    else if (person.happens(RELOAD)) counts.reloads++, client.reload();
  }
}

async function stayAway(client, person, counts) {
  client.disconnect();
  for (let n = person.between(2, 12); n > 0; n--, counts.edits++) {
    await pause(person.between(5, 40));
    person.edit(client.doc);
  }
  if (!client.final) client.connect();
}

/** Whoever was refused as a viewer, told of it only now perhaps, asks to be let in again. */
function askAgain(clients) {
  for (const client of clients) if (client.final?.code === 4403) client.connect();
}

/**
 * Descriptions of all once they are equal and nobody waits for anything.
 *
 * Throws after `ms` with what differs, shortened.
 */
export async function settle(clients, ms) {
  let described = [];
  const agree = () => {
    askAgain(clients);
    if (!clients.every((client) => client.synced)) return false;
    described = clients.map((client) => describe(client.doc));
    return described.every((each) => isSettled(each) && isEqual(each, described[0]));
  };
  try {
    await until(agree, ms, () => 'all to agree');
    // What was under way then has arrived now; still equal means that nothing was.
    await pause(150);
    await until(agree, ms, () => 'all to agree still');
  } catch (error) {
    throw new Error(`${error.message}\n${clients.map((client) => tell(client, clients[0])).join('\n')}`);
  }
  return described[0];
}

const isSettled = (each) => !each.pending && !each.foreign.length;

const isEqual = (one, other) =>
  one.json === other.json && one.vector === other.vector && one.deleted === other.deleted;

/** How a client stands, and the first place of each part in which it differs from another. */
function tell(client, other) {
  const [mine, theirs] = [describe(client.doc), describe(other.doc)];
  const parts = ['json', 'vector', 'deleted'].filter((part) => mine[part] !== theirs[part]);
  const places = parts.map((part) => `\n  ${part}: ${around(mine[part], theirs[part])}`);
  const waits = `synced ${client.synced}, pending ${mine.pending}, foreign [${mine.foreign}]`;
  return `${client.name}: ${waits}, ${client.story}${places.join('')}`;
}

function around(mine, theirs) {
  let at = 0;
  while (mine[at] === theirs[at]) at++;
  const near = (text) => text.slice(Math.max(0, at - 60), at + 100);
  return `at ${at} “${near(mine)}” instead of “${near(theirs)}”`;
}
