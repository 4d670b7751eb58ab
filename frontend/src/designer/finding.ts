/** What the search of a workflow looks through, as people read it. */
import { frameNode } from '../canvas/frames.ts';
import { noteNode } from '../canvas/shapes.ts';
import { settingsText } from '../runs/settingsText.ts';
import type { DocView } from '../workflow/docView.ts';
import { nameOf } from '../workflow/graph.ts';
import { groupName } from '../workflow/groups.ts';

const AROUND = 28;
const LONGEST_TITLE = 60;

export interface Text {
  /** The node that holds it. */
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
}

/** The names of groups, names, prompts and settings of every task, and every note. */
export function textsOf(view: DocView): readonly Text[] {
  const tasks = view.ids('tasks').map((id): Text => {
    const task = view.entry('tasks', id);
    const kind = String(task?.kind);
    return { key: id, kind, title: nameOf(id, task), text: settingsText(task) };
  });
  const notes = view.ids('notes').map((id): Text => {
    const text = String(view.entry('notes', id)?.text ?? '');
    const [first = ''] = text.trim().split('\n');
    const title = `Note: ${first.slice(0, LONGEST_TITLE)}`;
    return { key: noteNode(id), kind: 'note', title, text };
  });
  const groups = view.ids('groups').map((id): Text => {
    const title = groupName(view.entry('groups', id));
    return { key: frameNode(id), kind: 'group', title, text: '' };
  });
  return [...groups, ...tasks, ...notes];
}

/** Those that hold what is wanted, in a title before elsewhere, with what stands around it. */
export function holding(texts: readonly Text[], wanted: string) {
  const lower = wanted.trim().toLowerCase();
  const found = texts.flatMap((each) => {
    const isTitle = each.title.toLowerCase().includes(lower);
    const about = excerpt(each.text, lower);
    if (!isTitle && about === '') return [];
    return [{ ...each, isTitle, about: each.kind === 'group' ? 'group' : about }];
  });
  return found.sort((one, other) => Number(other.isTitle) - Number(one.isTitle));
}

function excerpt(text: string, wanted: string): string {
  const at = wanted === '' ? -1 : text.toLowerCase().indexOf(wanted);
  if (at < 0) return '';
  const [from, to] = [Math.max(0, at - AROUND), at + wanted.length + AROUND];
  const part = text.slice(from, to).replace(/\s+/g, ' ').trim();
  return `${from > 0 ? '…' : ''}${part}${to < text.length ? '…' : ''}`;
}
