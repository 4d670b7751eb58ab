/** The names on offer for what a value holds. */
import type { Shape } from '../api/client.ts';
import { compareTexts } from '../workflow/json.ts';
import { type Key, writtenKey } from './memberPlace.ts';
import type { SchemaMember } from './schemaMembers.ts';
import type { VisibleName } from './visibleNames.ts';

const SHOWN_CHARS = 32;
const MOST = 100;

/** What the data holds at a key. */
export interface HeldMember extends Shape<'PreviewMemberRow'> {
  readonly key: Key;
}

/** Types of the schema, or of the data where it says nothing; values of the data. */
export function merged(
  members: readonly SchemaMember[],
  held: readonly HeldMember[],
  typed: string,
): readonly VisibleName[] {
  const values = new Map(held.map((each) => [each.key, each]));
  const types = new Map(members.map(({ key, type }) => [key, type]));
  for (const { key, type } of held) if (!types.get(key)) types.set(key, type);
  const wanted = typed.toLowerCase();
  return (
    [...types]
      .map(([key, type]) => ({ key, type, rank: rankOf(String(key).toLowerCase(), wanted) }))
      .filter(({ key, rank }) => rank > 0 && !/['"].*['"]|\\/.test(String(key)))
      // Shared documents keep no order of keys; the alphabet is the same at every look.
      .sort((one, other) => other.rank - one.rank || inOrder(one.key, other.key))
      .slice(0, MOST)
      .map(({ key, type }) => ({
        label: typeof key === 'number' ? `[${key}]` : key,
        path: writtenKey(key),
        detail: [type, shortened(values.get(key))].filter(Boolean).join(' · '),
      }))
  );
}

function inOrder(one: Key, other: Key): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return compareTexts(String(one), String(other));
}

function rankOf(name: string, wanted: string): number {
  return name.startsWith(wanted) ? 2 : Number(name.includes(wanted));
}

function shortened(held: HeldMember | undefined): string {
  if (held === undefined) return '';
  const text =
    held.value.length > SHOWN_CHARS ? `${held.value.slice(0, SHOWN_CHARS)}…` : held.value;
  return held.type === 'text' ? `“${text}”` : text;
}
