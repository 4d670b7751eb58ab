import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ExchangeList, type ExchangePage, type ExchangePlace } from '../src/runs/exchangeList.ts';
import {
  type Exchange,
  pairsOf,
  partiesOf,
  seenFrom,
  type Talk,
  turnsOf,
  wholeOf,
} from '../src/runs/exchanges.ts';

type Shown = Exchange['messages'][number];

function said(part: Partial<Shown>): Shown {
  const nothing = { left_out: 0, name: '', call: '', model: '', characters: 9, is_cut: false };
  return { ...nothing, role: 'assistant', kind: 'text', text: '', ...part } as Shown;
}

function talker(task: string, attempts: number) {
  const used = { failed: 0, input_tokens: 0, output_tokens: 0, cost_microusd: 0, duration_s: 0 };
  return { task, agent: null, model: '', runs: attempts, attempts, ...used };
}

const TALK: Talk = {
  tasks: [talker('plan', 1), talker('write', 8), talker('judge', 0)],
  flows: [
    { source: 'plan', target: 'write', through: ['many'] },
    { source: 'write', target: 'judge', through: [] },
  ],
  is_cut: false,
};

describe('who said it to whom', () => {
  test('a task hears from some and tells others', () => {
    const parties = partiesOf(TALK, () => 'done');
    assert.deepEqual(parties('write').from, [TALK.flows[0]]);
    assert.deepEqual(parties('write').to, [TALK.flows[1]]);
    assert.deepEqual(parties('other'), { from: [], to: [] });
  });

  test('nobody hears from a task that was skipped', () => {
    const parties = partiesOf(TALK, (task) => (task === 'plan' ? 'skipped' : 'done'));
    assert.deepEqual(parties('write').from, []);
  });

  test('all between two tasks are one pair, the most first; who was not asked is left out', () => {
    const pairs = pairsOf(
      TALK,
      partiesOf(TALK, () => 'done'),
    );
    assert.deepEqual(
      pairs.map(({ source, target }) => [source, target.task, target.attempts]),
      [
        ['plan', 'write', 8],
        [undefined, 'plan', 1],
      ],
    );
  });

  test('inside the same item the same item is meant, deeper all of them', () => {
    const tasks = {
      many: { kind: 'map' },
      inner: { kind: 'loop', parent: 'many' },
      one: { parent: 'many' },
      two: { parent: 'many' },
      deep: { parent: 'inner' },
      after: {},
    };
    assert.equal(seenFrom('one', { task: 'two', path: '3' }, tasks), 'one[3]');
    assert.equal(seenFrom('one', { task: 'deep', path: '3.1' }, tasks), 'one[3]');
    assert.equal(seenFrom('after', { task: 'two', path: '3' }, tasks), 'after');
    assert.equal(seenFrom('two', { task: 'after', path: '' }, tasks), 'two');
  });
});

describe('turns of an exchange', () => {
  const messages = [
    said({ role: 'system', text: 'Be brief.' }),
    said({ role: 'user', text: 'How warm?' }),
    said({ text: 'I look.' }),
    said({ kind: 'tool_call', name: 'weather', call: 'c', text: '{"city":"Oslo"}' }),
    said({ role: 'tool', kind: 'tool_result', call: 'c', text: '-3' }),
    said({ text: 'Minus th', is_cut: true, characters: 12 }),
  ];

  test('the question is asked, the last word answers, all else is aside; a result joins its call', () => {
    const turns = turnsOf({ messages });
    assert.deepEqual(
      turns.map(({ part }) => part),
      ['aside', 'asked', 'aside', 'aside', 'answered'],
    );
    assert.equal(turns[3]?.result, '-3');
  });

  test('the whole of what was cut is found, also behind messages that were not shown', () => {
    const turns = turnsOf({ messages });
    const answer = turns.at(-1);
    const middle = Array.from({ length: 50 }, (_, at) => said({ text: `Then ${at}` }));
    const all = [...messages.slice(0, 5), ...middle, said({ text: 'Minus three.' })];
    assert.equal(answer && wholeOf(answer, turns, all)?.text, 'Minus three.');
  });
});

describe('the list of exchanges', () => {
  const row = (id: number) => ({ id }) as Exchange;
  const ids = (list: ExchangeList) => list.get().rows.map(({ id }) => id);

  /** A server that holds ids, two a page. */
  function server(held: number[]) {
    return async ({ cursor, after = 0, newest_first }: ExchangePlace): Promise<ExchangePage> => {
      const order = held.filter((id) => id > after).sort((a, b) => (newest_first ? b - a : a - b));
      const from = Number(cursor ?? 0);
      const next = from + 2 < order.length ? String(from + 2) : null;
      return { items: order.slice(from, from + 2).map(row), next };
    };
  }

  test('it is read page by page, then what came since', async () => {
    const held = [1, 2, 3];
    const list = new ExchangeList(server(held), false);
    await list.readMore();
    assert.deepEqual([ids(list), list.get().hasMore], [[1, 2], true]);
    await list.readNew(); // of no use before the end is there
    await list.readMore();
    held.push(4, 5, 6);
    await list.readNew();
    assert.deepEqual(ids(list), [1, 2, 3, 4, 5, 6]);
  });

  test('newest first, what came since waits until it is wanted', async () => {
    const held = [1, 2, 3];
    const list = new ExchangeList(server(held), true);
    await list.readMore();
    held.push(4, 5, 6);
    await list.readNew();
    assert.deepEqual([ids(list), list.get().fresh.length], [[3, 2], 3]);
    list.showFresh();
    await list.readNew();
    assert.deepEqual([ids(list), list.get().fresh.length], [[6, 5, 4, 3, 2], 0]);
  });

  test('a search looks on until something is found', async () => {
    const pages: ExchangePage[] = [
      { items: [], next: 'a' },
      { items: [], next: 'b' },
      { items: [row(9)], next: null },
    ];
    const list = new ExchangeList(async () => pages.shift() as ExchangePage, false);
    await list.readMore();
    assert.deepEqual(ids(list), [9]);
  });

  test('what was kept later with a smaller number is found, and stands in its place', async () => {
    for (const isNewestFirst of [false, true]) {
      const held = [1, 2, 5];
      const list = new ExchangeList(server(held), isNewestFirst);
      while (list.get().hasMore) await list.readMore();
      held.push(4, 3, 6);
      await list.readNew();
      list.showFresh();
      assert.deepEqual(ids(list).toSorted(), [1, 2, 3, 4, 5, 6]);
      assert.equal(ids(list)[0], isNewestFirst ? 6 : 1);
    }
  });

  test('a search that finds nothing looks at few exchanges again', async () => {
    const asked: number[] = [];
    let newest = 40;
    const read = async ({ after = 0 }: ExchangePlace): Promise<ExchangePage> => {
      asked.push(after);
      return { items: after === 30 ? [row(55)] : [], next: null };
    };
    const list = new ExchangeList(read, false, async () => newest);
    await list.readMore();
    newest = 50;
    await list.readNew();
    newest = 60;
    await list.readNew();
    await list.readNew();
    assert.deepEqual([asked, ids(list)], [[0, 20, 30, 40], [55]]);
  });

  test('a page that could not be read is asked for again', async () => {
    let isBroken = true;
    const list = new ExchangeList(async () => {
      if (isBroken) throw new Error('away');
      return { items: [row(1)], next: null };
    }, false);
    await list.readMore();
    assert.equal(list.get().error?.message, 'away');
    isBroken = false;
    await list.readMore();
    assert.deepEqual([ids(list), list.get().error], [[1], undefined]);
  });
});
