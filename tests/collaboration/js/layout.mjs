// The shared document as an outsider writes it from its description, on any copy of yjs: `Y` is
// handed in, since two copies in one process do not know each other's types.

export const ROOTS = ['meta', 'workflow', 'tasks', 'edges', 'notes', 'groups'];

/** The key that holds a kind's long text. */
export const TEXT_KEY = { agent: 'input.prompt', approval: 'message' };

export const rootsOf = (doc) => Object.fromEntries(ROOTS.map((name) => [name, doc.getMap(name)]));

/** A task is set once, whole, with its text inside; afterwards it is only changed in place. */
export function addTask(Y, doc, id, { kind, name, at, text = '' }) {
  const task = new Y.Map([
    ['kind', kind],
    ['name', name],
    ['pos', at],
  ]);
  if (TEXT_KEY[kind]) task.set(TEXT_KEY[kind], new Y.Text(text));
  if (kind === 'agent') task.set('agent', 'writer');
  if (kind === 'function') task.set('function', 'demo.noop');
  if (kind === 'transform') task.set('value', text);
  doc.getMap('tasks').set(id, task);
}

export function addEdge(doc, source, target, outcome) {
  const id = `${source}${outcome ? `.${outcome}` : ''}>${target}`;
  const edges = doc.getMap('edges');
  if (!edges.has(id)) edges.set(id, outcome ? { source, outcome, target } : { source, target });
  return id;
}

/** Takes its edges along, as the designer does. */
export function deleteTask(doc, id) {
  const { tasks, edges } = rootsOf(doc);
  for (const [key, edge] of edges.entries()) {
    if (edge.source === id || edge.target === id) edges.delete(key);
  }
  tasks.delete(id);
}

export function addNote(Y, doc, id, at, text) {
  const note = new Y.Map([
    ['pos', at],
    ['text', new Y.Text(text)],
  ]);
  doc.getMap('notes').set(id, note);
}

/** Documents for measuring: tasks in rows of 40, each after the one to its left and one above. */
export function buildDocument(Y, doc, tasks) {
  doc.transact(() => {
    doc.getMap('workflow').set('name', `${tasks} tasks`);
    for (let i = 0; i < tasks; i++) {
      const at = [(i % 40) * 240, Math.floor(i / 40) * 160];
      addTask(Y, doc, taskId(i), { kind: i % 4 ? 'agent' : 'function', name: `Task ${i}`, at, text: textOf(i) });
      doc.getMap('tasks').get(taskId(i)).set('retry.max_attempts', 3);
      doc.getMap('tasks').get(taskId(i)).set('timeout_s', 30);
      if (i % 40) addEdge(doc, taskId(i - 1), taskId(i));
      if (i >= 40 && i % 3 === 0) addEdge(doc, taskId(i - 40), taskId(i));
    }
  });
}

export const taskId = (i) => `task_${String(i).padStart(5, '0')}`;

const textOf = (i) =>
  `Read what {{ tasks.${taskId(Math.max(0, i - 1))}.output }} says, keep what matters for step ${i}, ` +
  'and answer in three short sentences without repeating the question.';
