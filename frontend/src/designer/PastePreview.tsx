import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { KindGlyph } from '../ui/KindGlyph.tsx';
import { readClip } from '../workflow/clipboard.ts';
import { nameOf } from '../workflow/graph.ts';
import type { Json, JsonObject } from '../workflow/json.ts';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { pasteText } from './editing.ts';

const MOST_SHOWN = 12;

/** What a text from elsewhere would bring in, before it does. */
export default function PastePreview({ text, keeps }: { text: string; keeps: boolean }) {
  const designer = useDesigner();
  const [tasks] = useState(() => Object.entries(readClip(text)?.tasks ?? {}));
  const add = () => {
    designer.close();
    pasteText(designer, text, designer.canvas?.middle() ?? { x: 0, y: 0 }, keeps);
  };
  const more = tasks.length - MOST_SHOWN;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <ul className={css.pasted}>
        {tasks.slice(0, MOST_SHOWN).map(([id, task]) => (
          <li key={id}>
            <KindGlyph kind={String(task.kind)} />
            <span>{nameOf(id, task)}</span>
            <span className={css.faint}>{reachOf(task)}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className={css.faint}>and {more} more</p>}
      <p className={css.answers}>
        <Button onClick={() => designer.close()}>Cancel</Button>
        <Button look="primary" type="submit" autoFocus>
          Add {tasks.length} {tasks.length === 1 ? 'task' : 'tasks'}
        </Button>
      </p>
    </form>
  );
}

/** What it would reach: an agent, a function, an address, another workflow. */
function reachOf(task: JsonObject): string {
  const { url } = (task.request ?? {}) as { readonly url?: Json };
  const named = [task.agent, task.function, task.workflow, url].find(
    (each) => typeof each === 'string' && each !== '',
  );
  return [String(task.kind), named].filter(Boolean).join(' · ');
}
