/** Problems as the designer tells them: tasks by their names, where the server has only ids. */
import type { DocView } from '../workflow/docView.ts';
import { nameOf } from '../workflow/graph.ts';

/** In these, what stands between backticks is ids of tasks; elsewhere it may be code. */
const OF_TASKS =
  /^((dependency|graph|parent|container)\..*|reference\.not_upstream|task\.duplicate_name|limit\.depth)$/;
const QUOTED = /`([a-z][a-z0-9_]{0,63})`/g;
/** `These tasks wait for each other: one → two → one.` */
const RING = /: (.+ → .+)\.$/;

/** An empty canvas says by itself what to begin with; that it is too early to publish is said there. */
export function isMistake({ code }: { readonly code: string }): boolean {
  return code !== 'document.no_tasks';
}

export function withNames(code: string, words: string, view: DocView): string {
  if (!OF_TASKS.test(code)) return words;
  const named = (id: string) =>
    view.has('tasks', id) ? `“${nameOf(id, view.entry('tasks', id))}”` : undefined;
  return words
    .replace(QUOTED, (quoted, id: string) => named(id) ?? quoted)
    .replace(RING, (_, ring: string) => {
      const names = ring.split(' → ').map((id) => named(id) ?? id);
      return `: ${names.join(' → ')}.`;
    });
}
