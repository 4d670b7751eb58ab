/** Which frame tasks stand in after they were put somewhere. */
import type { DocView } from '../workflow/docView.ts';
import { membersOf } from '../workflow/groups.ts';
import { type Folds, frameAt, frameNode, isFolded } from './frames.ts';
import type { Box } from './shapes.ts';

type PlaceOf = (node: string) => Box | undefined;

/** A card where it was dropped. */
export interface Dropped extends Box {
  readonly id: string;
  /** In a container, where there are no groups. */
  readonly isInside: boolean;
}

/**
 * The groups of those that change theirs; undefined: none any more.
 *
 * Frames lie as they were seen while one dragged. A frame all of which was dragged goes along.
 */
export function membershipAfter(
  view: DocView,
  cards: readonly Dropped[],
  placeOf: PlaceOf,
  folds: Folds,
): ReadonlyMap<string, string | undefined> {
  const moved = new Set(cards.flatMap(({ id, isInside }) => (isInside ? [] : [id])));
  const members = membersOf(view);
  const changes = new Map<string, string | undefined>();
  for (const card of cards) {
    const written = view.entry('tasks', card.id)?.group;
    const now = typeof written === 'string' ? written : undefined;
    const next = card.isInside ? undefined : groupUnder(view, card, placeOf, folds);
    const mates = members.get(now ?? '') ?? [];
    const isCarried = mates.length > 0 && mates.every((id) => moved.has(id));
    if (next !== now && !(isCarried && next === undefined)) changes.set(card.id, next);
  }
  return changes;
}

/** The group whose open frame lies around the middle of a card. */
export function groupUnder(
  view: DocView,
  card: Box,
  placeOf: PlaceOf,
  folds: Folds,
): string | undefined {
  const frames = view.ids('groups').flatMap((group): (readonly [string, Box])[] => {
    const box = isFolded(view, folds, group) ? undefined : placeOf(frameNode(group));
    return box === undefined ? [] : [[group, box]];
  });
  return frameAt(frames, { x: card.x + card.width / 2, y: card.y + card.height / 2 });
}
