/** What can be named of a value: by schemas, and by what the last run that has it holds there. */
import type { QueryClient } from '@tanstack/react-query';
import { answered, api } from '../api/client.ts';
import { functionsQuery, workflowQuery } from '../api/queries.ts';
import { runnableDocument } from '../api/workflows.ts';
import type { DocView } from '../workflow/docView.ts';
import { parentOf } from '../workflow/graph.ts';
import { isObject, type Json, type JsonObject } from '../workflow/json.ts';
import { edgesOf } from '../workflow/writing.ts';
import { merged } from './memberNames.ts';
import { type MemberPlace, writtenPath } from './memberPlace.ts';
import { OutputShapes, type Shaped } from './outputShapes.ts';
import { membersOf } from './schemaMembers.ts';
import type { Scope, VisibleName } from './visibleNames.ts';

export interface Asked {
  readonly client: QueryClient;
  readonly view: DocView;
  readonly workflowId: string;
  readonly scope: Scope;
  /** The run and the item that previews are made of. */
  readonly from: { readonly execution?: string; readonly index_path?: string };
}

const PATIENCE_MS = 700;
const FRESH_MS = 15_000;

/** Whoever waits for these is typing: what takes too long is left out. */
export async function memberOffers(
  place: MemberPlace,
  asked: Asked,
): Promise<readonly VisibleName[]> {
  const [members, held] = await Promise.all([
    inTime(bySchema(place, asked), []),
    inTime(byData(place, asked), []),
  ]);
  return merged(members, held, place.typed);
}

async function bySchema(place: MemberPlace, { client, view, workflowId, scope }: Asked) {
  const functions = await client.ensureQueryData(functionsQuery);
  const returns = new Map(functions.map((each) => [each.name, each.returns_schema]));
  const workflows = await neededWorkflows(view, client, workflowId);
  const shapes = new OutputShapes(shapedDraft(view), {
    returnsOf: (name) => returns.get(name) as Json | undefined,
    workflow: (slug) => workflows.get(slug),
  });
  return membersOf(shapes.at(place, scope));
}

async function byData(place: MemberPlace, { client, workflowId, scope, from }: Asked) {
  const template = `{{ ${writtenPath(place)} }}`;
  const body = {
    template,
    with_members: true,
    ...(scope.task === undefined ? {} : { task: scope.task }),
    ...(scope.isInner ? { is_inner: true } : {}),
    ...from,
  };
  const found = await client.fetchQuery({
    queryKey: ['members', workflowId, body],
    staleTime: FRESH_MS,
    retry: false,
    queryFn: () => {
      const params = { path: { workflow_id: workflowId } };
      return answered(api.POST('/api/v1/workflows/{workflow_id}/preview', { params, body }));
    },
  });
  const isList = found.type === 'list';
  return found.members.map((each) => ({ ...each, key: isList ? Number(each.name) : each.name }));
}

function shapedDraft(view: DocView): Shaped {
  return {
    inputs: view.workflow().inputs,
    outputs: view.workflow().outputs,
    task: (id) => view.entry('tasks', id),
    lastIn: (container) => {
      const inside = view
        .ids('tasks')
        .filter((id) => parentOf(view.entry('tasks', id)) === container);
      const awaited = new Set(view.edges().map(({ source }) => source));
      return inside.filter((id) => !awaited.has(id));
    },
  };
}

function shapedDocument(document: JsonObject): Shaped {
  const tasks = isObject(document.tasks) ? document.tasks : {};
  const task = (id: string) => (isObject(tasks[id]) ? tasks[id] : undefined);
  const awaited = new Set([...edgesOf(tasks)].map(({ source }) => source));
  return {
    inputs: document.inputs,
    outputs: document.outputs,
    task,
    lastIn: (container) =>
      Object.keys(tasks).filter((id) => parentOf(task(id)) === container && !awaited.has(id)),
  };
}

/** Documents of the workflows that tasks of this one run, by slug; read once in a while. */
async function neededWorkflows(view: DocView, client: QueryClient, workflowId: string) {
  const slugs = new Set<string>();
  for (const id of view.ids('tasks')) {
    const task = view.entry('tasks', id);
    if (task?.kind === 'workflow' && typeof task.workflow === 'string') slugs.add(task.workflow);
  }
  if (slugs.size === 0) return new Map<string, Shaped>();
  const { team } = await client.ensureQueryData(workflowQuery(workflowId));
  const found = await Promise.all(
    [...slugs].slice(0, 8).map((slug) =>
      client
        .fetchQuery({
          queryKey: ['workflow-by-slug', team, slug],
          staleTime: 60_000,
          queryFn: () => documentOf(team, slug),
        })
        .then((document) => [slug, document] as const),
    ),
  );
  return new Map(
    found.flatMap(([slug, document]) => (document ? [[slug, shapedDocument(document)]] : [])),
  );
}

async function documentOf(team: string, slug: string): Promise<JsonObject | null> {
  const query = { team, slug };
  const { items } = await answered(api.GET('/api/v1/workflows', { params: { query } }));
  return items[0] === undefined ? null : await runnableDocument(items[0]);
}

/** A mistake is nothing to be told of while one types: there is less on offer. */
async function inTime<Found>(asked: Promise<Found>, otherwise: Found): Promise<Found> {
  const late = new Promise<Found>((resolve) => setTimeout(() => resolve(otherwise), PATIENCE_MS));
  return Promise.race([asked.catch(() => otherwise), late]);
}
