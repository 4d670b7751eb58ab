import { useDesigner } from '../designer/designerContext.ts';
import { asOneStep } from '../designer/editing.ts';
import { Move, Scaling } from '../ui/icons.ts';
import { setField } from '../workflow/commands.ts';
import { GROUP_COLORS } from '../workflow/groups.ts';
import { frameStyle } from './frames.ts';
import css from './notes.module.css';
import { type Box, GRID, noteNode } from './shapes.ts';

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const FAR = 4;
const NARROWEST = 120;
const LOWEST = 64;
const LARGEST = 2_000;

/** In a note that one is in: its colour, its place and its size, for the keyboard, too. */
export default function NoteTools({ id, color }: { id: string; color: string }) {
  const designer = useDesigner();
  const { doc } = designer.room;
  const set = (field: string, value: string | readonly number[]) =>
    asOneStep(designer, () => setField(doc, { root: 'notes', id }, [field], value as never));
  const shift = (field: 'position' | 'size', [x, y]: readonly [number, number]) => {
    const box = designer.canvas?.placeOf(noteNode(id));
    if (box !== undefined)
      set(field, field === 'size' ? larger(box, x, y) : [box.x + x, box.y + y]);
  };
  return (
    <fieldset className={`${css.tools} nodrag`} aria-label="Look of the note">
      {GROUP_COLORS.map((each) => (
        <button
          key={each}
          type="button"
          className={css.color}
          style={frameStyle(each)}
          aria-label={each}
          aria-pressed={each === color}
          title={each}
          onClick={() => set('color', each)}
        />
      ))}
      <Arrows label="Move" onArrow={(by) => shift('position', by)}>
        <Move size={14} />
      </Arrows>
      <Arrows label="Resize" onArrow={(by) => shift('size', by)}>
        <Scaling size={14} />
      </Arrows>
    </fieldset>
  );
}

interface ArrowsProps {
  readonly label: string;
  readonly onArrow: (by: readonly [number, number]) => void;
  readonly children: React.ReactNode;
}

/** A button that takes the arrow keys: by 8, with Shift by 32. */
function Arrows({ label, onArrow, children }: ArrowsProps) {
  const designer = useDesigner();
  const words = `${label} with the arrow keys`;
  return (
    <button
      type="button"
      className={css.arrows}
      aria-label={words}
      title={words}
      onClick={() => designer.tell(`${words}; with Shift farther.`)}
      onKeyDown={(event) => {
        const way = ARROWS[event.key];
        if (way === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        const step = GRID * (event.shiftKey ? FAR : 1);
        onArrow([way[0] * step, way[1] * step]);
      }}
    >
      {children}
    </button>
  );
}

function larger({ width, height }: Box, x: number, y: number): readonly number[] {
  const within = (length: number, least: number) => Math.min(LARGEST, Math.max(least, length));
  return [within(width + x, NARROWEST), within(height + y, LOWEST)];
}
