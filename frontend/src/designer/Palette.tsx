import { useEffect, useState } from 'react';
import { DRAGGED_KIND } from '../canvas/usePointer.ts';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { Search } from '../ui/icons.ts';
import { KindGlyph } from '../ui/KindGlyph.tsx';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { placeAfter, placeInSight, putTask } from './editing.ts';
import { type Item, matching, useItems } from './useItems.ts';

const GROUPS = ['Kinds', 'Agents', 'Functions'] as const;
const HALF = { x: 108, y: 36 };

/** What can be put onto the canvas: by drag, by click or by Enter. */
export function Palette() {
  const designer = useDesigner();
  const items = useItems();
  const mayEdit = useMayEdit();
  const [text, setText] = useState('');
  const found = matching(items, text);

  useEffect(() => {
    designer.drop = (key, at) => {
      const item = items.find((each) => each.key === key);
      const corner = { x: at.x - HALF.x, y: at.y - HALF.y };
      if (item && designer.mayEdit) putTask(designer, item.kind, corner, {}, item.start);
    };
    return () => {
      designer.drop = undefined;
    };
  }, [designer, items]);

  const add = (item: Item) => {
    const [after] = designer.selectedTasks().slice(-1);
    const at = after ? placeAfter(designer, after) : placeInSight(designer);
    putTask(designer, item.kind, at, after ? { source: { id: after } } : {}, item.start);
  };

  if (!mayEdit) return <nav className={css.palette} aria-label="Tasks to add" hidden />;
  return (
    <nav className={css.palette} aria-label="Tasks to add">
      <label className={css.search}>
        <Search size={14} aria-hidden />
        <input
          type="search"
          placeholder="Search tasks"
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-label="Search tasks to add"
        />
      </label>
      {GROUPS.map((group) => (
        <PaletteGroup
          key={group}
          title={group}
          items={found.filter((item) => item.group === group)}
          onAdd={add}
        />
      ))}
      {found.length === 0 && (
        <p className={css.faint}>Nothing is called so. Try a word of what it does.</p>
      )}
    </nav>
  );
}

function PaletteGroup({
  title,
  items,
  onAdd,
}: {
  title: string;
  items: readonly Item[];
  onAdd: (item: Item) => void;
}) {
  if (items.length === 0) return null;
  return (
    <section>
      <h2 className={css.group}>{title}</h2>
      <ul>
        {items.map((item) => (
          <li key={item.key}>
            <button
              type="button"
              className={css.item}
              draggable
              title={item.about}
              onClick={() => onAdd(item)}
              onDragStart={(event) => {
                event.dataTransfer.setData(DRAGGED_KIND, item.key);
                event.dataTransfer.effectAllowed = 'copy';
              }}
            >
              <KindGlyph kind={item.kind.name} />
              <span>{item.title}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
