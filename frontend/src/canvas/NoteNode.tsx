import { memo, useEffect, useRef } from 'react';
import { useEntry, useMayEdit, useRoom } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { asOneStep } from '../designer/editing.ts';
import { NoteTools } from '../designer/parts.ts';
import { Guarded } from '../ui/Guarded.tsx';
import { setField } from '../workflow/commands.ts';
import { GROUP_COLORS } from '../workflow/groups.ts';
import { frameStyle } from './frames.ts';
import { NoteText } from './NoteText.tsx';
import css from './notes.module.css';
import { noteOf } from './shapes.ts';

const USUAL = 'amber';

/** A text on the canvas; several people may type in it. */
export const NoteNode = memo(function NoteNode({
  id,
  selected,
}: {
  id: string;
  selected?: boolean;
}) {
  const noteId = noteOf(id) ?? '';
  const note = useEntry('notes', noteId);
  const { doc } = useRoom();
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  const area = useRef<HTMLTextAreaElement>(null);
  const isPointed = useRef(false);
  const text = typeof note?.text === 'string' ? note.text : '';
  const color = GROUP_COLORS.find((each) => each === note?.color) ?? USUAL;

  useEffect(() => {
    if (selected && text === '') area.current?.focus();
  }, [selected, text]);

  /** The browser lets one pull at the corner; where that ends, it is written. */
  const keepSize = ({ currentTarget: box }: React.PointerEvent<HTMLElement>) => {
    const { width, height } = box.style;
    if (!mayEdit || (width === '' && height === '')) return;
    const size = [box.offsetWidth, box.offsetHeight];
    box.style.width = '';
    box.style.height = '';
    asOneStep(designer, () => setField(doc, { root: 'notes', id: noteId }, ['size'], size));
  };

  return (
    <aside
      className={css.note}
      style={frameStyle(color)}
      data-fixed={!mayEdit || undefined}
      onPointerUp={(event) => {
        isPointed.current = false;
        keepSize(event);
      }}
      onPointerDownCapture={(event) => {
        isPointed.current = true;
        holdCorner(event);
      }}
      // Who comes by a key has what is done to a selected note, too.
      onFocus={() => {
        if (!isPointed.current) designer.select([id]);
      }}
      onKeyDown={(event) => event.key === 'Escape' && designer.canvas?.focus()}
    >
      <textarea
        ref={area}
        className="nodrag nowheel"
        aria-label="Note"
        placeholder="Write a note; Markdown is drawn"
        value={text}
        readOnly={!mayEdit}
        maxLength={20_000}
        onChange={(event) =>
          setField(doc, { root: 'notes', id: noteId }, ['text'], event.target.value)
        }
      />
      <NoteText text={text} />
      {selected && mayEdit && (
        <Guarded>
          <NoteTools id={noteId} color={color} />
        </Guarded>
      )}
    </aside>
  );
});

const CORNER_PX = 18;

/** At its corner a note is pulled larger and not moved. */
function holdCorner(event: React.PointerEvent<HTMLElement>): void {
  const { right, bottom } = event.currentTarget.getBoundingClientRect();
  const isCorner = right - event.clientX < CORNER_PX && bottom - event.clientY < CORNER_PX;
  event.currentTarget.classList.toggle('nodrag', isCorner);
}
