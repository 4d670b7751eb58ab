/** Pairs of workflows, before and after a part was extracted; the server's checks read them. */
import type { JsonObject } from '../src/workflow/json.ts';
import { extract, randomView, seeded, someOf } from './extracted.ts';

export const EXTRACTED = new URL(
  '../../tests/collaboration/fixtures/extracted.json',
  import.meta.url,
);
const WANTED = 12;

export interface Pair {
  readonly before: JsonObject;
  readonly caller: JsonObject;
  readonly called: JsonObject;
}

/** The same every time: the ids that are made at random are named anew. */
export function makeExtractions(): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let seed = 1; pairs.length < WANTED; seed += 1) {
    const random = seeded(seed);
    const view = randomView(random);
    const { plan, before, caller, called } = extract(view, someOf(view, random));
    if (plan.blockers.length > 0 || plan.call.removed.length === 0) continue;
    const named = JSON.stringify(caller).replaceAll(plan.call.id, 'the_part');
    pairs.push({ before, caller: JSON.parse(named) as JsonObject, called });
  }
  return pairs;
}
