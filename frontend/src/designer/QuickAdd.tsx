import { useCallback } from 'react';
import { KindGlyph } from '../ui/KindGlyph.tsx';
import { Picker } from '../ui/Picker.tsx';
import type { Point } from '../workflow/commands.ts';
import type { Joint } from './designer.ts';
import { useDesigner } from './designerContext.ts';
import { putTask } from './editing.ts';
import { recentFirst, remember } from './recent.ts';
import { matching, useItems } from './useItems.ts';

/** The list of tasks to add where one is, connected on pick. */
export function QuickAdd({ at, joint }: { at: Point; joint: Joint }) {
  const designer = useDesigner();
  const items = useItems();
  const find = useCallback(
    (text: string) =>
      (text === '' ? recentFirst(items) : matching(items, text)).map((item) => ({
        ...item,
        icon: <KindGlyph kind={item.kind.name} />,
      })),
    [items],
  );
  return (
    <Picker
      label="Add a task"
      placeholder={joint.source || joint.splits ? 'What comes next?' : 'What shall it do?'}
      find={find}
      empty="Nothing is called so."
      onPick={(item) => {
        remember(item.key);
        const id = putTask(designer, item.kind, at, joint, item.start);
        designer.current.set(id);
        designer.close();
        requestAnimationFrame(() => {
          designer.canvas?.reveal(id);
          designer.canvas?.focus(id);
        });
      }}
    />
  );
}
