import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import * as Y from 'yjs';
import { framesOf } from '../src/canvas/frames.ts';
import { membershipAfter } from '../src/canvas/joining.ts';
import { nodesOf } from '../src/canvas/nodes.ts';
import { boxesOf } from '../src/canvas/shapes.ts';
import { shownEdges } from '../src/canvas/useCanvasEdges.ts';
import { stepFrom } from '../src/canvas/walking.ts';
import { inOrder } from '../src/designer/outlineOrder.ts';
import { copyTasks, pasteTasks, readClip } from '../src/workflow/clipboard.ts';
import { LOCAL_EDIT, moveTasks, removeTask, setField } from '../src/workflow/commands.ts';
import { DocView } from '../src/workflow/docView.ts';
import {
  addGroup,
  dissolveGroups,
  emptiedBy,
  freeGroupName,
  groupColor,
  groupName,
  groupOf,
  joinGroup,
  membersOf,
  removeWithMembers,
  setGroupField,
} from '../src/workflow/groups.ts';
import type { JsonObject } from '../src/workflow/json.ts';
import { project } from '../src/workflow/projection.ts';
import { declareRoots, rootOf } from '../src/workflow/roots.ts';
import { writeDocument } from '../src/workflow/writing.ts';

const task = (x: number, y: number, more: JsonObject = {}): JsonObject => ({
  kind: 'wait',
  duration_s: 1,
  position: [x, y],
  ...more,
});
const START: JsonObject = {
  schema: 1,
  name: 'Framed',
  tasks: {
    a: task(0, 0),
    b: task(300, 0, { depends_on: ['a'] }),
    c: task(600, 0, { depends_on: ['b'] }),
    each: { kind: 'map', over: [1], position: [0, 300] },
    inner: task(24, 60, { parent: 'each' }),
  },
};
let doc: Y.Doc;
let view: DocView;

beforeEach(() => {
  doc = new Y.Doc();
  declareRoots(doc);
  writeDocument(doc, START, 1);
  view = new DocView(doc);
  addGroup(doc, 'g', { name: 'Pair', color: 'blue', at: { x: -20, y: -40 } }, ['a', 'b']);
});

function copyOf(source: Y.Doc): DocView {
  const copy = new Y.Doc();
  declareRoots(copy);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(source));
  return new DocView(copy);
}

function meet(one: Y.Doc, other: Y.Doc): void {
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
}

test('a group is written as tasks that name it', () => {
  const { tasks, groups } = project(doc) as Record<string, Record<string, JsonObject>>;

  assert.deepEqual(groups, { g: { name: 'Pair', color: 'blue', position: [-20, -40] } });
  assert.deepEqual(
    Object.entries(tasks ?? {}).map(([id, { group = null }]) => [id, group]),
    [
      ['a', 'g'],
      ['b', 'g'],
      ['c', null],
      ['each', null],
      ['inner', null],
    ],
  );
});

test('who is grouped by two at once stands in one of the groups, the same for both', () => {
  const other = copyOf(doc);
  addGroup(doc, 'one', { name: 'One', at: { x: 0, y: 0 } }, ['b', 'c']);
  addGroup(other.doc, 'two', { name: 'Two', at: { x: 0, y: 0 } }, ['c', 'each']);
  meet(doc, other.doc);

  assert.equal(groupOf(view, 'b'), 'one');
  assert.equal(groupOf(view, 'each'), 'two');
  assert.equal(groupOf(view, 'c'), groupOf(other, 'c'));
  assert.deepEqual([...membersOf(view)], [...membersOf(other)]);
});

test('two that put different tasks into one group both succeed', () => {
  const other = copyOf(doc);
  joinGroup(doc, ['c'], 'g');
  joinGroup(other.doc, ['each'], 'g');
  meet(doc, other.doc);

  assert.deepEqual(membersOf(view).get('g'), ['a', 'b', 'c', 'each']);
});

test('a group that goes while a task is put into it leaves the task in none', () => {
  const other = copyOf(doc);
  dissolveGroups(view, ['g']);
  joinGroup(other.doc, ['c'], 'g');
  meet(doc, other.doc);

  assert.equal(groupOf(view, 'c'), undefined);
  assert.equal(membersOf(other).size, 0);
  assert.ok(view.has('tasks', 'c'));
});

test('undo takes back the frame alone, and what others did in it stays', () => {
  const undo = new Y.UndoManager(
    (['tasks', 'groups'] as const).map((root) => rootOf(doc, root)),
    { trackedOrigins: new Set([LOCAL_EDIT]), captureTimeout: 0 },
  );
  addGroup(doc, 'h', { name: 'Mine', at: { x: 0, y: 0 } }, ['c']);
  const other = copyOf(doc);
  setField(other.doc, { root: 'tasks', id: 'c' }, ['name'], 'Theirs', 'them');
  meet(doc, other.doc);
  undo.undo();

  assert.equal(groupOf(view, 'c'), undefined);
  assert.equal(view.has('groups', 'h'), false);
  assert.equal(view.entry('tasks', 'c')?.name, 'Theirs');
  undo.redo();
  assert.deepEqual(membersOf(view).get('h'), ['c']);
});

test('taking a frame away keeps its tasks, and with them takes what stands in them', () => {
  joinGroup(doc, ['each'], 'g');
  const other = copyOf(doc);
  dissolveGroups(view, ['g']);
  removeWithMembers(other, ['g']);

  assert.deepEqual(view.ids('tasks'), ['a', 'b', 'c', 'each', 'inner']);
  assert.ok(view.ids('tasks').every((id) => view.entry('tasks', id)?.group === undefined));
  assert.deepEqual(other.ids('tasks'), ['c']);
});

test('whatever a file holds is shown as far as it can be', () => {
  const odd = new Y.Doc();
  declareRoots(odd);
  const tasks = { a: task(0, 0, { group: 7 }), b: task(0, 0, { group: 'text' }) };
  const groups = { text: 'no object', odd: { name: 3, color: 'mauve', position: 'x', own: [1] } };
  writeDocument(odd, { schema: 1, name: 'Odd', tasks, groups }, 1);
  const shown = new DocView(odd);

  assert.equal(groupOf(shown, 'a'), undefined);
  assert.equal(groupOf(shown, 'b'), undefined);
  assert.deepEqual([...membersOf(shown)], [['odd', []]]);
  assert.equal(groupName(shown.entry('groups', 'odd')), 'Group');
  assert.equal(groupColor(shown.entry('groups', 'odd')), 'gray');
  assert.deepEqual(project(odd).groups, groups);
});

test('tasks in containers stand in no group, whatever they name', () => {
  joinGroup(doc, ['inner'], 'g');

  assert.equal(groupOf(view, 'inner'), undefined);
});

test('names are free ones', () => {
  assert.equal(freeGroupName(view), 'Group');
  setGroupField(doc, 'g', 'name', 'Group');
  assert.equal(freeGroupName(view), 'Group 2');
});

test('a frame lies around its tasks, behind all else, and follows them', () => {
  const nodes = nodesOf(view, [], new Map());
  const before = boxesOf(nodes).get('group:g');
  moveTasks(doc, new Map([['a', { x: -100, y: 0 }]]));
  const after = boxesOf(nodesOf(view, nodes, new Map())).get('group:g');

  assert.equal(nodes[0]?.id, 'group:g');
  assert.deepEqual(before, { x: -20, y: -50, width: 556, height: 142 });
  assert.deepEqual(after, { x: -120, y: -50, width: 656, height: 142 });
});

test('nodes keep their identity while nothing of them changes', () => {
  const nodes = nodesOf(view, [], new Map());
  setField(doc, { root: 'tasks', id: 'c' }, ['name'], 'Other');

  assert.deepEqual(
    nodesOf(view, nodes, new Map()).filter((node, at) => node !== nodes[at]),
    [],
  );
});

test('what others drag by its frame moves with it', () => {
  const drags = new Map([['group:g', { x: 10, y: 5 }]]);
  const boxes = boxesOf(nodesOf(view, [], drags));

  assert.equal(boxes.get('group:g')?.x, -10);
  assert.equal(boxes.get('a')?.x, 10);
  assert.equal(boxes.get('c')?.x, 600);
});

test('folded, a group is one card that its edges lead to, each pair once', () => {
  setGroupField(doc, 'g', 'collapsed', true);
  const nodes = nodesOf(view, [], new Map());
  const stands = new Map([
    ['a', 'group:g'],
    ['b', 'group:g'],
  ]);

  assert.deepEqual(
    nodes.map(({ id, type }) => [id, type]),
    [
      ['group:g', 'folded'],
      ['c', 'task'],
      ['each', 'container'],
      ['inner', 'task'],
    ],
  );
  assert.deepEqual(
    shownEdges(view.edges(), stands, undefined).map(({ id, selectable }) => [id, selectable]),
    [['group:g>c', false]],
  );
});

test('one may see a group open that is folded for the others', () => {
  setGroupField(doc, 'g', 'collapsed', true);

  const [frame] = framesOf(view, new Map([['g', false]]), new Map());
  assert.equal(frame?.type, 'frame');
  assert.deepEqual(frame?.data.hidden, []);
});

const dropped = (id: string, x: number, y: number, isInside = false) => ({
  id,
  x,
  y,
  width: 216,
  height: 72,
  isInside,
});

test('a task belongs to the frame that its middle was dropped in', () => {
  const boxes = boxesOf(nodesOf(view, [], new Map()));
  const after = (...cards: ReturnType<typeof dropped>[]) =>
    Object.fromEntries(membershipAfter(view, cards, (id) => boxes.get(id), new Map()));

  assert.deepEqual(after(dropped('c', 100, 0)), { c: 'g' });
  assert.deepEqual(after(dropped('c', 520, 0)), {});
  assert.deepEqual(after(dropped('a', 0, 400)), { a: undefined });
  assert.deepEqual(after(dropped('a', 40, 20)), {});
  assert.deepEqual(after(dropped('a', 40, 20, true)), { a: undefined });
});

test('a frame all of which is dragged goes along', () => {
  const boxes = boxesOf(nodesOf(view, [], new Map()));
  const cards = [dropped('a', 0, 900), dropped('b', 300, 900)];

  assert.equal(membershipAfter(view, cards, (id) => boxes.get(id), new Map()).size, 0);
});

test('groups whose last task leaves are known', () => {
  assert.deepEqual(emptiedBy(view, ['a']), []);
  assert.deepEqual(emptiedBy(view, ['a', 'b', 'c']), ['g']);
});

test('the outline has the frame before its tasks, and alone when it is folded', () => {
  const rows = () => inOrder(view, view.ids('tasks')).map(([id, depth]) => `${depth} ${id}`);

  assert.deepEqual(rows(), ['0 group:g', '1 a', '1 b', '0 c', '0 each', '1 inner']);
  setGroupField(doc, 'g', 'collapsed', true);
  assert.deepEqual(rows(), ['0 group:g', '0 c', '0 each', '1 inner']);
});

test('whatever the groups: the outline has every task once', () => {
  for (let round = 0; round < 200; round += 1) {
    const odd = new Y.Doc();
    declareRoots(odd);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const any = () => ids[Math.floor(Math.random() * ids.length)] as string;
    const tasks = Object.fromEntries(
      ids.map((id) => [id, task(0, 0, { depends_on: [any(), any()], group: any() })]),
    );
    const groups = { a: {}, b: {}, c: {} };
    writeDocument(odd, { schema: 1, name: 'Odd', tasks, groups }, 1);
    const shown = new DocView(odd);

    const rows = inOrder(shown, shown.ids('tasks')).map(([id]) => id);
    assert.deepEqual(rows.toSorted(), [...ids, 'group:a', 'group:b', 'group:c'].toSorted());
  }
});

test('the outline of a chain of ten thousand tasks is made', () => {
  const long = new Y.Doc();
  declareRoots(long);
  const ids = Array.from({ length: 10_000 }, (_, at) => `t${at}`);
  const tasks = Object.fromEntries(
    ids.map((id, at) => [id, task(0, 0, { depends_on: at === 0 ? [] : [`t${at - 1}`] })]),
  );
  writeDocument(long, { schema: 1, name: 'Long', tasks }, 1);

  const rows = inOrder(new DocView(long), ids.toReversed());

  assert.deepEqual(
    rows.map(([id]) => id),
    ids,
  );
});

test('arrow keys lead into a frame, out of it, and past it when it is folded', () => {
  const folded = new Map([['g', true]]);

  assert.equal(stepFrom(view, 'a', 'upstream'), 'group:g');
  assert.equal(stepFrom(view, 'group:g', 'downstream'), 'a');
  assert.equal(stepFrom(view, 'c', 'upstream', folded), 'group:g');
  assert.equal(stepFrom(view, 'group:g', 'downstream', folded), 'c');
});

test('a group that is copied whole is pasted as another one', () => {
  const clip = readClip(copyTasks(view, ['a', 'b', 'c']));
  assert.ok(clip);
  const [a, b, c] = pasteTasks(view, clip, { x: 0, y: 500 });

  const [fresh, ...more] = view.ids('groups').filter((id) => id !== 'g');
  assert.deepEqual(more, []);
  assert.deepEqual(membersOf(view).get(fresh ?? ''), [a, b].toSorted());
  assert.equal(groupOf(view, c ?? ''), undefined);
  assert.equal(view.entry('groups', fresh ?? '')?.name, 'Pair');
  assert.deepEqual(membersOf(view).get('g'), ['a', 'b']);
});

test('a part of a group stays in it when it is duplicated, and is in none elsewhere', () => {
  const clip = readClip(copyTasks(view, ['a']));
  assert.ok(clip);
  const [beside] = pasteTasks(view, clip, 'beside');
  const [away] = pasteTasks(view, clip, { x: 900, y: 900 });

  assert.equal(groupOf(view, beside ?? ''), 'g');
  assert.equal(view.entry('tasks', away ?? '')?.group, undefined);
});

test('a task that goes leaves its group', () => {
  removeTask(doc, 'a');

  assert.deepEqual(membersOf(view).get('g'), ['b']);
});

test('a group without an id holds nothing but what names it', () => {
  const bare = new Y.Doc();
  declareRoots(bare);
  writeDocument(bare, { ...START, groups: { '': { name: 'Nobody' } } }, 1);

  assert.deepEqual([...membersOf(new DocView(bare))], [['', []]]);
});
