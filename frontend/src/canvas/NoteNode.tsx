import { memo, useEffect, useRef } from 'react';
import { useEntry, useMayEdit, useRoom } from '../collaboration/roomContext.ts';
import { setField } from '../workflow/commands.ts';
import css from './canvas.module.css';
import { noteOf } from './shapes.ts';

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
  const mayEdit = useMayEdit();
  const area = useRef<HTMLTextAreaElement>(null);
  const text = typeof note?.text === 'string' ? note.text : '';

  useEffect(() => {
    if (selected && text === '') area.current?.focus();
  }, [selected, text]);

  return (
    <aside className={css.note}>
      <textarea
        ref={area}
        className="nodrag nowheel"
        aria-label="Note"
        placeholder="Write a note"
        value={text}
        readOnly={!mayEdit}
        maxLength={20_000}
        onChange={(event) =>
          setField(doc, { root: 'notes', id: noteId }, ['text'], event.target.value)
        }
      />
    </aside>
  );
});
