/** Workflows of which parts are extracted: small ones by hand, and any number made at random. */
import * as Y from 'yjs';
import { DocView } from '../src/workflow/docView.ts';
import { edgeId } from '../src/workflow/edges.ts';
import { mapTemplates, mapTexts, type RoleOf, type Spot } from '../src/workflow/evaluated.ts';
import { type Extraction, planExtraction } from '../src/workflow/extracting.ts';
import { isObject, type JsonObject } from '../src/workflow/json.ts';
import { project } from '../src/workflow/projection.ts';
import { referencesIn } from '../src/workflow/references.ts';
import { replaceByCall } from '../src/workflow/replacing.ts';
import { declareRoots } from '../src/workflow/roots.ts';
import { writeDocument } from '../src/workflow/writing.ts';

const ROLES: Readonly<Record<string, string>> = {
  'transform value': 'template',
  'agent input': 'template',
  'map over': 'template',
  'map result': 'inner',
  'loop until': 'inner_condition',
  'loop result': 'inner',
  'branch cases': 'cases',
  'workflow inputs': 'template',
};

/** As the server's schemas say it. */
export const roleOf: RoleOf = (kind, field) => ROLES[`${kind} ${field}`] ?? '';

export function viewOf(tasks: JsonObject, around: JsonObject = {}): DocView {
  const doc = new Y.Doc();
  declareRoots(doc);
  writeDocument(doc, { schema: 1, name: 'Whole', ...around, tasks }, 1);
  return new DocView(doc);
}

export interface Extracted {
  readonly plan: Extraction;
  readonly before: JsonObject;
  readonly caller: JsonObject;
  readonly called: JsonObject;
}

/** Extracts, and puts the call in its place where nothing is in the way. */
export function extract(view: DocView, ids: readonly string[], name = 'Part'): Extracted {
  const before = project(view.doc);
  const plan = planExtraction(view, ids, name, roleOf);
  if (plan.blockers.length === 0) replaceByCall(view, plan.call, 'part');
  return { plan, before, caller: project(view.doc), called: plan.document };
}

const SIZE = 9;

/** Transforms that read what comes before them, some of it in a map. */
export function randomView(random: () => number): DocView {
  const any = (below: number) => Math.floor(random() * below);
  const tasks: Record<string, JsonObject> = {};
  const ids: string[] = [];
  for (let at = 0; at < SIZE; at += 1) {
    const id = `t${at}`;
    const sources = ids.filter(() => random() < 0.35);
    const reads = sources.map((each) => `{{ tasks.${each}.output }}`);
    const input = random() < 0.4 ? ['{{ inputs.a }}', '{{ inputs.b }}'][any(2)] : '';
    const common = { position: [at * 240, any(4) * 120], depends_on: sources };
    if (at % 4 === 3) {
      tasks[id] = { kind: 'map', over: [1, 2], ...common };
      tasks[`${id}_in`] = {
        kind: 'transform',
        parent: id,
        value: `<{{ item }} {{ index }} ${reads.join(' ')} ${input}>`,
      };
    } else
      tasks[id] = { kind: 'transform', value: `(${id} ${reads.join(' ')} ${input})`, ...common };
    ids.push(id);
  }
  const outputs = Object.fromEntries(ids.slice(-3).map((id) => [id, `{{ tasks.${id}.output }}`]));
  const inputs = {
    type: 'object',
    properties: { a: { type: 'string', default: 'A' }, b: { type: 'string' } },
  };
  return viewOf(tasks, { inputs, outputs });
}

/** Numbers from 0 up to 1 that are the same every time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Some that lie together, so that they can often be extracted. */
export function someOf(view: DocView, random: () => number): readonly string[] {
  const ids = view.ids('tasks').filter((id) => !id.endsWith('_in'));
  const from = Math.floor(random() * (ids.length - 2));
  return ids.slice(from, from + 1 + Math.floor(random() * 4)).filter(() => random() < 0.85);
}

export function edgesOf(view: DocView): readonly string[] {
  return view.edges().map(edgeId);
}

/** Every task that a document's evaluated texts read. */
export function tasksRead(document: JsonObject, roleOf: RoleOf): ReadonlySet<string> {
  const read = new Set<string>();
  const note = (text: string, { isCondition }: Spot) => {
    for (const { root, path } of referencesIn(text, isCondition)) {
      if (root === 'tasks' && path[0] !== undefined) read.add(String(path[0]));
    }
    return text;
  };
  const tasks = isObject(document.tasks) ? Object.values(document.tasks) : [];
  for (const task of tasks) if (isObject(task)) mapTexts(task, roleOf, note);
  mapTemplates(document.outputs ?? null, false, note);
  return read;
}
