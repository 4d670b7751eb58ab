import { useEffect, useState } from 'react';
import { DRAGGED_KIND } from '../canvas/usePointer.ts';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { Ellipsis, Search } from '../ui/icons.ts';
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
  const [current, setCurrent] = useState<string>();
  // One stop of the tabulator, however long the list: the canvas comes right after it.
  const entry = found.some(({ key }) => key === current) ? current : inOrder(found)[0]?.key;

  useEffect(() => {
    designer.drop = (key, at, splits) => {
      const item = items.find((each) => each.key === key);
      const corner = { x: at.x - HALF.x, y: at.y - HALF.y };
      const joint = splits === undefined ? {} : { splits };
      if (item && designer.mayEdit) putTask(designer, item.kind, corner, joint, item.start);
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
    <nav className={css.palette} aria-label="Tasks to add" data-tour="add">
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
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it are what is interactive */}
      <div
        className={css.groups}
        onKeyDown={walk}
        onFocus={(event) => setCurrent(keyOf(event.target))}
      >
        {GROUPS.map((group) => (
          <PaletteGroup
            key={group}
            title={group}
            items={found.filter((item) => item.group === group)}
            onAdd={add}
            entry={entry}
          />
        ))}
      </div>
      <Button
        className={css.allTasks ?? ''}
        look="quiet"
        aria-label="All tasks, agents and functions"
        title="All tasks, agents and functions"
        keys="N"
        onClick={() => designer.open({ is: 'add', at: placeInSight(designer), joint: {} })}
      >
        <Ellipsis size={16} />
      </Button>
      {found.length === 0 && (
        <p className={css.faint}>Nothing is called so. Try a word of what it does.</p>
      )}
    </nav>
  );
}

function inOrder(items: readonly Item[]): readonly Item[] {
  return GROUPS.flatMap((group) => items.filter((item) => item.group === group));
}

function keyOf(element: Element): string | undefined {
  return (element as HTMLElement).dataset.item;
}

/** The arrows, Home and End walk the list. */
function walk(event: React.KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-item]')];
  const at = items.indexOf(event.target as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  const next = to === undefined ? undefined : items[to];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function PaletteGroup({
  title,
  items,
  onAdd,
  entry,
}: {
  title: string;
  items: readonly Item[];
  onAdd: (item: Item) => void;
  entry: string | undefined;
}) {
  if (items.length === 0) return null;
  return (
    <section data-group={title}>
      <h2 className={css.group}>{title}</h2>
      <ul>
        {items.map((item) => (
          <li key={item.key}>
            <button
              type="button"
              className={css.item}
              draggable
              title={`${item.title}: ${item.about}`}
              data-item={item.key}
              tabIndex={item.key === entry ? 0 : -1}
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
