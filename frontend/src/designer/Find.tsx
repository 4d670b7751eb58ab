import { useMemo } from 'react';
import { frameNode, frameOf } from '../canvas/frames.ts';
import { useRoom } from '../collaboration/roomContext.ts';
import { Group } from '../ui/icons.ts';
import { KindGlyph } from '../ui/KindGlyph.tsx';
import { Picker } from '../ui/Picker.tsx';
import { nameOf } from '../workflow/graph.ts';
import { groupName } from '../workflow/groups.ts';
import { useDesigner } from './designerContext.ts';

const AROUND = 28;

/** Finds in names, also of groups, prompts and settings; Enter goes there. */
export function Find() {
  const designer = useDesigner();
  const { view } = useRoom();
  const texts = useMemo(
    () => [
      ...view.ids('groups').map((id) => {
        const title = groupName(view.entry('groups', id));
        return { id: frameNode(id), kind: 'group', title, text: '' };
      }),
      ...view.ids('tasks').map((id) => {
        const task = view.entry('tasks', id) ?? {};
        return { id, kind: String(task.kind), title: nameOf(id, task), text: JSON.stringify(task) };
      }),
    ],
    [view],
  );
  const find = (wanted: string) => {
    const lower = wanted.toLowerCase();
    return texts
      .filter(
        ({ title, text }) =>
          title.toLowerCase().includes(lower) || text.toLowerCase().includes(lower),
      )
      .map(({ id, kind, title, text }) => ({
        key: id,
        title,
        about: kind === 'group' ? 'group' : excerpt(text, lower),
        icon: kind === 'group' ? <Group size={16} /> : <KindGlyph kind={kind} />,
      }));
  };
  return (
    <Picker
      label="Find"
      placeholder="Find in names, prompts and settings"
      find={find}
      empty="Nothing holds this text."
      onPick={({ key }) => {
        designer.close();
        const group = frameOf(key);
        if (group === undefined) designer.show(key);
        else designer.showGroup(group);
      }}
    />
  );
}

function excerpt(text: string, wanted: string): string {
  const at = wanted === '' ? -1 : text.toLowerCase().indexOf(wanted);
  return at < 0 ? '' : `…${text.slice(Math.max(0, at - AROUND), at + wanted.length + AROUND)}…`;
}
