import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Signal } from '../src/collaboration/signal.ts';
import { linkTo, openLinked, readView, writeView } from '../src/designer/sharing.ts';

function desk() {
  const looked: unknown[] = [];
  const canvas = {
    view: () => ({ x: 12.4, y: -7.6, zoom: 0.666 }),
    look: (view: unknown) => looked.push(view),
  };
  const tab = new Signal<string | undefined>(undefined);
  const wantedThread = new Signal<string | undefined>(undefined);
  const designer = { canvas, tab, isOutline: new Signal(false), wantedThread } as never;
  return { looked, designer, tab, wantedThread };
}

test('a link carries the task, the run, the open panel and the view', () => {
  const { designer, tab } = desk();
  tab.set('comments');
  const link = new URL(linkTo(designer, 'http://here/workflows/w/design?task=a&execution=e'));
  assert.deepEqual(Object.fromEntries(link.searchParams), {
    task: 'a',
    execution: 'e',
    panel: 'comments',
    look: '12~-8~0.67',
  });
});

test('whoever opens it sees the same', () => {
  const { designer, tab, looked } = desk();
  openLinked(designer, { panel: 'comments', look: '12~-8~0.67' });
  assert.equal(tab.get(), 'comments');
  assert.deepEqual(looked, [{ x: 12, y: -8, zoom: 0.67 }]);
});

test('a link to a comment opens its thread', () => {
  const { designer, wantedThread } = desk();
  openLinked(designer, { panel: 'comments', thread: 'a-thread' });
  assert.equal(wantedThread.get(), 'a-thread');
});

for (const text of ['', 'a~b~c', '1~2', '1~2~0', '1~2~-1', '1~2~3~4', '~~', 'Infinity~0~1']) {
  test(`“${text}” is no view, and moves nothing`, () => {
    assert.equal(readView(text), undefined);
  });
}

test('a panel that there is not is passed over', () => {
  const { designer, tab } = desk();
  openLinked(designer, { panel: '<script>' });
  assert.equal(tab.get(), undefined);
});

test('a view that is written is read', () => {
  assert.deepEqual(readView(writeView({ x: 1, y: 2, zoom: 0.5 })), { x: 1, y: 2, zoom: 0.5 });
});
