import { useMemo, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { focusFirstField } from '../ui/focusFirstField.ts';
import { KindGlyph } from '../ui/KindGlyph.tsx';
import { readClip } from '../workflow/clipboard.ts';
import { nameOf } from '../workflow/graph.ts';
import type { Json, JsonObject } from '../workflow/json.ts';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { pasteText } from './editing.ts';

const MOST_SHOWN = 12;

interface Props {
  /** Empty: it is asked for. */
  readonly text: string;
  readonly keeps: boolean;
}

/** What a text from elsewhere would bring in, before it does. */
export default function PastePreview({ text: copied, keeps }: Props) {
  const designer = useDesigner();
  const [text, setText] = useState(copied);
  const clip = useMemo(() => readClip(text), [text]);
  const tasks = Object.entries(clip?.tasks ?? {});
  const groups = Object.keys(clip?.groups ?? {}).length;
  const inputs = Object.keys(clip?.carried.inputs ?? {});
  const add = () => {
    designer.close();
    const wasEmpty = designer.room.view.ids('tasks').length === 0;
    pasteText(designer, text, designer.canvas?.middle() ?? { x: 0, y: 0 }, keeps);
    if (wasEmpty) requestAnimationFrame(() => designer.canvas?.fit());
  };
  const more = tasks.length - MOST_SHOWN;
  return (
    <form
      ref={focusFirstField}
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      {copied === '' && (
        <label>
          Tasks, or a whole workflow
          <textarea
            rows={8}
            spellCheck={false}
            placeholder={'{"tasks": {…}}'}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      )}
      {text.trim() !== '' && tasks.length === 0 && (
        <p role="alert">
          This holds no tasks. Paste tasks that were copied here, or a workflow as JSON: an object
          with “tasks”. YAML can be imported on the page Workflows.
        </p>
      )}
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
      {groups > 0 && (
        <p className={css.faint}>
          {groups === 1 ? 'One frame' : `${groups} frames`} around some of them
        </p>
      )}
      {inputs.length > 0 && (
        <p className={css.faint}>
          {inputs.length === 1 ? 'The input' : 'The inputs'} {inputs.join(', ')}, unless there
          already
        </p>
      )}
      <p className={css.answers}>
        <Button onClick={() => designer.close()}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          autoFocus={copied !== ''}
          disabled={tasks.length === 0}
        >
          {tasks.length === 0
            ? 'Add'
            : `Add ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`}
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
