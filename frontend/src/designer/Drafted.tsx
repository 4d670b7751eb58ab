import { useMemo } from 'react';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import type { JsonObject } from '../workflow/json.ts';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { ExecutionLink } from './ExecutionLink.tsx';
import { pasteText } from './editing.ts';
import { draftedSteps } from './stepsSoFar.ts';

interface Props {
  readonly draft: { readonly execution: string; readonly document: JsonObject };
  readonly onAgain: () => void;
}

/** A draft before it is put in: its steps and their order. */
export function Drafted({ draft: { execution, document }, onAgain }: Props) {
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  const steps = useMemo(() => draftedSteps(document), [document]);
  const put = () => {
    const isEmpty = designer.room.view.ids('tasks').length === 0;
    designer.close();
    const at = (!isEmpty && designer.canvas?.middle()) || { x: 0, y: 0 };
    pasteText(designer, JSON.stringify(document), at, false, 'put in');
    if (isEmpty) requestAnimationFrame(() => designer.canvas?.fit());
  };
  return (
    <div className={css.form}>
      <p role="status">
        {steps.length === 1 ? 'One step was drafted.' : `${steps.length} steps were drafted.`} Each
        becomes a task whose prompt you can change.
      </p>
      <ol className={css.drafted} aria-label="Drafted steps">
        {steps.map(({ id, name, says, after }, at) => (
          <li key={id}>
            <span className={css.faint}>{at + 1}</span>
            <b>{name}</b>
            {says.replace(/\.$/, '') !== name && <span>{says}</span>}
            <small>{orderOf(after)}</small>
          </li>
        ))}
      </ol>
      <ExecutionLink execution={execution} />
      <p className={css.answers}>
        <Button onClick={() => designer.close()}>Drop it</Button>
        <Button onClick={onAgain}>Describe again</Button>
        <Button look="primary" autoFocus disabled={!mayEdit} onClick={put}>
          Put it in
        </Button>
      </p>
    </div>
  );
}

function orderOf(after: readonly string[]): string {
  return after.length === 0
    ? 'begins at once'
    : `after ${after.map((each) => `“${each}”`).join(', ')}`;
}
