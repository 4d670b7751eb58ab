import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found } from '../src/ui/fuzzy.ts';

const ITEMS = [
  { title: 'HTTP request', more: 'Calls an address' },
  { title: 'Transform', more: 'Makes another value' },
  { title: 'Wait', more: 'for some seconds, or until a request comes' },
  { title: 'Anomaly detector', more: 'agent' },
  { title: 'Report writer', more: 'Agent: writes in general terms' },
  { title: 'Report generator', more: 'agent' },
];
const titles = (text: string) => found(ITEMS, text, (each) => each).map(({ title }) => title);

for (const [text, expected] of [
  ['', ITEMS.map(({ title }) => title)],
  ['wait', ['Wait']],
  ['request', ['HTTP request', 'Wait']], // the title before the rest
  ['req http', ['HTTP request']],
  ['trnsf', ['Transform']],
  ['htprq', ['HTTP request']],
  ['anodet', ['Anomaly detector']],
  ['report gen', ['Report generator', 'Report writer']], // later words decide between equals
  ['xyz', []],
  ['wait xyz', []],
] as const) {
  test(`“${text}” finds ${expected.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(titles(text), expected);
  });
}

test('a thousand are looked through faster than anybody types', () => {
  const many = Array.from({ length: 1_000 }, (_, at) => ({ title: `Task number ${at}` }));
  const start = performance.now();
  found(many, 'tsknmbr', (each) => each);
  assert.ok(performance.now() - start < 50);
});

test('a title of many thousands of letters keeps nobody waiting', () => {
  const title = 'a '.repeat(250_000);
  const started = performance.now();

  assert.deepEqual(
    found([title], 'azz', (each) => ({ title: each })),
    [],
  );
  assert.ok(performance.now() - started < 500);
});
