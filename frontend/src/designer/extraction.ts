/** Makes a workflow of a plan, publishes it, and only then lets the draft call it. */
import { answered, api, type Shape } from '../api/client.ts';
import type { RoleOf } from '../workflow/evaluated.ts';
import { type Extraction, planExtraction } from '../workflow/extracting.ts';
import { canonicalText } from '../workflow/normalising.ts';
import { replaceByCall } from '../workflow/replacing.ts';
import type { Designer } from './designer.ts';
import { asOneStep } from './editing.ts';

export interface Wanted {
  readonly tasks: readonly string[];
  readonly name: string;
}

/** A workflow that was made; `text` tells whether it is still what is wanted. */
export interface Made {
  readonly row: Shape<'WorkflowRow'>;
  readonly text: string;
  readonly isPublished: boolean;
}

export function planOf(designer: Designer, { tasks, name }: Wanted, roleOf: RoleOf): Extraction {
  return planExtraction(designer.room.view, tasks, name, roleOf);
}

/**
 * Nothing of the draft is touched before the workflow is there to be called. `note` is told what
 * was made, so that a second try goes on from there and nobody wonders what is left behind.
 */
export async function extract(
  designer: Designer,
  wanted: Wanted,
  roleOf: RoleOf,
  before: Made | undefined,
  note: (made: Made) => void,
): Promise<Made> {
  const { document } = planOf(designer, wanted, roleOf);
  let made = before?.text === canonicalText(document) ? before : await make(designer, document);
  note(made);
  if (!made.isPublished) {
    await publish(made);
    made = { ...made, isPublished: true };
    note(made);
  }
  replace(designer, wanted, roleOf, made);
  return made;
}

async function make(designer: Designer, document: Extraction['document']): Promise<Made> {
  const path = { workflow_id: designer.workflowId };
  const { team } = await answered(api.GET('/api/v1/workflows/{workflow_id}', { params: { path } }));
  const row = await answered(api.POST('/api/v1/workflows', { body: { team, document } }));
  return { row, text: canonicalText(document), isPublished: false };
}

async function publish({ row }: Made): Promise<void> {
  await answered(
    api.POST('/api/v1/workflows/{workflow_id}/publish', {
      params: { path: { workflow_id: row.id } },
      body: { message: 'Extracted' } as never,
    }),
  );
}

/** Others may have edited meanwhile: what is replaced has to be what the new workflow does. */
function replace(designer: Designer, wanted: Wanted, roleOf: RoleOf, made: Made): void {
  const { blockers, document, call } = planOf(designer, wanted, roleOf);
  if (!designer.mayEdit) throw new Error('You may no longer edit this draft.');
  if (blockers.length > 0 || canonicalText(document) !== made.text) {
    throw new Error('Somebody changed these tasks meanwhile. Look at them, and extract again.');
  }
  asOneStep(designer, () => replaceByCall(designer.room.view, call, made.row.slug));
  designer.select([call.id]);
  designer.current.set(call.id);
}
