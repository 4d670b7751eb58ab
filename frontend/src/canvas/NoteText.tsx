import { NoteMarkdown } from '../designer/parts.ts';
import { Guarded } from '../ui/Guarded.tsx';
import css from './notes.module.css';

/** A note as it reads; its words are in the field that lies under it, for every eye and ear. */
export function NoteText({ text }: { text: string }) {
  return (
    <div className={css.text} inert>
      <Guarded fallback={text}>
        <NoteMarkdown text={text} />
      </Guarded>
    </div>
  );
}
