/** What a task of a kind begins with, so that it can be run after the fewest changes. */
import type { Json, JsonObject } from '../workflow/json.ts';
import type { Kind } from './designer.ts';

const STARTS: Readonly<Record<string, JsonObject>> = {
  transform: { value: { text: '{{ inputs }}' } },
  branch: {
    cases: [
      { name: 'yes', when: 'inputs' },
      { name: 'no', when: 'true' },
    ],
  },
  loop: { until: 'turn >= 2', max_turns: 10 },
  map: { over: [1, 2, 3] },
  wait: { duration_s: 1 },
  approval: { assignees: ['role:owner'], message: 'Shall this go on?' },
  http: { request: { method: 'GET', url: 'https://example.org/' } },
};

export function startOf(
  kind: Kind,
  more: JsonObject,
  taken: ReadonlySet<string>,
): JsonObject & { readonly name: string; readonly kind: string } {
  const wanted = typeof more.name === 'string' ? more.name : kind.title;
  return {
    ...(STARTS[kind.name] ?? {}),
    ...(more as Readonly<Record<string, Json>>),
    kind: kind.name,
    name: numbered(wanted, taken),
  };
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    if (!taken.has(`${name} ${number}`)) return `${name} ${number}`;
  }
}
