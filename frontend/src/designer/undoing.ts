/** Undo and redo as one person means them: only what is theirs, and never silently what is not. */
import { nameOf } from '../workflow/graph.ts';
import {
  type Loss,
  lossesOf,
  nextStep,
  passOver,
  takeBack,
  type Way,
} from '../workflow/undoing.ts';
import type { Designer } from './designer.ts';

/** Takes back, or brings back, one step; asks first where the work of others would go with it. */
export function takeBackMine(designer: Designer, way: Way, isSure = false): void {
  if (!designer.mayEdit) return;
  const { doc, undo } = designer.room;
  const step = nextStep(undo, way);
  if (step === undefined) return;
  const losses = isSure ? [] : lossesOf(doc, step);
  if (losses.length > 0) {
    designer.open({ is: 'undo', way, losses });
    return;
  }
  const taken = takeBack(undo, way);
  if (taken === undefined || (taken.undone && taken.overtakenBy.size === 0)) return;
  const who = namesOf(designer, taken.overtakenBy);
  designer.tell(
    taken.undone
      ? `${who} changed a part of this since; that part stays.`
      : `${who} changed this since, so it stays as it is.`,
  );
}

/** Leaves what the question was about; the next time, the step before it is meant. */
export function keepMine(designer: Designer, way: Way): void {
  passOver(designer.room.undo, way);
  designer.close();
}

/** What would be lost, in words. */
export function lossInWords(designer: Designer, losses: readonly Loss[]): string {
  const who = namesOf(designer, new Set(losses.flatMap(({ by }) => [...by])));
  const what = losses.map(({ root, id }) =>
    root === 'tasks' ? `“${nameOf(id, designer.room.view.entry(root, id))}”` : NAMES[root],
  );
  const [first = ''] = what;
  return what.length === 1
    ? `You made ${first}, and ${who} worked on it since. Without it, that is gone, too.`
    : `You made ${what.length} things at once, and ${who} worked on them since. Without them, that is gone, too.`;
}

const NAMES = { notes: 'the note', groups: 'the group' } as const;

function namesOf({ presence }: Designer, clients: ReadonlySet<number>): string {
  const names = [...new Set([...clients].map((each) => presence.nameOf(each) ?? 'Somebody'))];
  return names.length === 0 ? 'Somebody' : names.join(' and ');
}
