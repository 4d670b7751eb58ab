/** Pinned outputs: what runs of the draft take for a task instead of running it. */
import { answered, api, Refusal, type Shape } from '../api/client.ts';
import type { Designer } from '../designer/designer.ts';
import { parentOf } from '../workflow/graph.ts';
import type { Json } from '../workflow/json.ts';

export type Pin = Shape<'PinRow'>;
export type Pins = ReadonlyMap<string, Pin>;

const MOST_AT_ONCE = 500;

export async function fetchPins(workflowId: string): Promise<Pins> {
  const pins = new Map<string, Pin>();
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = { limit: MOST_AT_ONCE };
    if (cursor !== null) query.cursor = cursor;
    const page: { items: Pin[]; next: string | null } = await answered(
      api.GET('/api/v1/workflows/{workflow_id}/pins', {
        params: { path: { workflow_id: workflowId }, query },
      }),
    );
    for (const pin of page.items) pins.set(pin.task, pin);
    cursor = page.next;
  } while (cursor !== null);
  return pins;
}

export function fetchPin(workflowId: string, task: string): Promise<Shape<'PinDetailRow'>> {
  return answered(
    api.GET('/api/v1/workflows/{workflow_id}/pins/{task}', {
      params: { path: { workflow_id: workflowId, task } },
    }),
  );
}

export function putPin(workflowId: string, task: string, output: Json): Promise<unknown> {
  return answered(
    api.PUT('/api/v1/workflows/{workflow_id}/pins/{task}', {
      params: { path: { workflow_id: workflowId, task } },
      body: { output },
    }),
  );
}

/** Pins what tasks gave in a run, all of them or some; gives back which. */
export async function pinRun(
  workflowId: string,
  execution: string,
  tasks?: readonly string[],
): Promise<readonly string[]> {
  const { tasks: pinned } = await answered(
    api.POST('/api/v1/workflows/{workflow_id}/pins', {
      params: { path: { workflow_id: workflowId } },
      body: { execution, ...(tasks ? { tasks: [...tasks] } : {}) },
    }),
  );
  return pinned;
}

/** Takes the pins of these tasks away. */
export async function unpin(designer: Designer, tasks: readonly string[]): Promise<void> {
  const workflow_id = designer.workflowId;
  try {
    for (const task of tasks) {
      await answered(
        api.DELETE('/api/v1/workflows/{workflow_id}/pins/{task}', {
          params: { path: { workflow_id, task } },
        }),
      );
    }
    await designer.readPins?.();
    designer.tell(tasks.length === 1 ? 'Unpinned.' : `Unpinned ${tasks.length} tasks.`);
  } catch (error) {
    designer.tell((error as Error).message, undefined, true);
  }
}

/** Pins what these tasks gave last; where there is nothing, the pin is written by hand. */
export async function pinLast(designer: Designer, tasks: readonly string[]): Promise<void> {
  const [first] = tasks;
  const execution = designer.executionId.get() ?? (await newestRun(designer.workflowId));
  try {
    if (execution === undefined) throw new Refusal(422, {});
    const pinned = await pinRun(designer.workflowId, execution, tasks);
    await designer.readPins?.();
    designer.tell(pinned.length === 1 ? 'Pinned its last output.' : `Pinned ${pinned.length}.`);
  } catch (error) {
    const isWithoutOutput = error instanceof Refusal && error.status === 422;
    if (isWithoutOutput && first !== undefined) designer.open({ is: 'pin', task: first });
    else designer.tell((error as Error).message, undefined, true);
  }
}

/** Pins what is selected, or takes the pins away where all of it is pinned; not inside containers. */
export function togglePins(designer: Designer): void {
  const tasks = designer.chosenTasks().filter((id) => isPinnable(designer, id));
  if (tasks.length === 0) {
    designer.tell('Select a task outside maps and loops to pin its output.');
    return;
  }
  const pins = designer.pins.get();
  if (tasks.every((id) => pins.has(id))) void unpin(designer, tasks);
  else void pinLast(designer, tasks);
}

export function isPinnable(designer: Designer, id: string): boolean {
  return parentOf(designer.room.view.entry('tasks', id)) === undefined;
}

async function newestRun(workflowId: string): Promise<string | undefined> {
  const page = await answered(
    api.GET('/api/v1/workflows/{workflow_id}/executions', {
      params: { path: { workflow_id: workflowId }, query: { active: false, limit: 1 } },
    }),
  ).catch(() => undefined);
  return page?.items[0]?.id;
}
