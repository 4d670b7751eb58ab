/** What `changesBetween` finds, and how it is said. */

/** By task: the settings that are other than before. Tasks that only one of them has are left out. */
export type Changes = ReadonlyMap<string, readonly string[]>;

export const NO_CHANGES: Changes = new Map();

/** `depends_on, prompt and 2 more`. */
export function inWords(fields: readonly string[], most = 3): string {
  const words = fields.map((field) => field.replaceAll('_', ' '));
  if (words.length <= most) return words.join(', ');
  return `${words.slice(0, most).join(', ')} and ${words.length - most} more`;
}
