import { useEffect, useState } from 'react';
import type { Leftover } from '../collaboration/recovery.ts';
import { useRoom } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Confirm.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Download } from '../ui/icons.ts';
import { Said } from '../ui/Said.tsx';
import { saveText } from '../ui/saving.ts';
import { When } from '../ui/When.tsx';
import { tellEdits } from '../workflow/changes.ts';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import own from './history.module.css';

/** What one edited and may no longer send: to be taken away as a document, kept, or thrown away. */
export default function LeftoverEdits() {
  const designer = useDesigner();
  const room = useRoom();
  const leftover = useLeftover();
  if (leftover === undefined) return null;
  if (leftover === 'nothing') return <p>Nothing is left over of your earlier visits.</p>;

  const { edits, at, now, withEdits } = leftover;
  const lines = tellEdits(now, withEdits);
  const text = () => `${JSON.stringify(withEdits, null, 2)}\n`;
  return (
    <div className={css.form}>
      <p>
        {changes(edits)} of yours, the last <When at={new Date(at).toISOString()} />, wait in this
        browser: you may only view this workflow now. If you may edit it again within 30 days, your
        next visit sends them.
      </p>
      {lines.length === 0 && <p>The workflow would be no other with them.</p>}
      <ul className={own.diff} aria-label="What they change">
        {lines.map((line) => (
          <li key={line}>
            <Said>{line}</Said>
          </li>
        ))}
      </ul>
      <p className={css.faint}>As a document, it is the workflow of now with your changes in it.</p>
      <p className={own.formStart}>
        <CopyButton text={text} label="Copy as a document" isWide />
        <Button look="quiet" onClick={() => saveText(FILE, text(), 'application/json')}>
          <Download size={14} aria-hidden /> Save as a file
        </Button>
      </p>
      <p className={own.formEnd}>
        <Confirm
          label="Discard"
          question={`${changes(edits)} ${edits === 1 ? 'is' : 'are'} gone for good then. Discard?`}
          onSure={() => {
            void room.discard(leftover).then(() => {
              designer.close();
              designer.tell(`${changes(edits)} discarded.`);
            });
          }}
        />
        <Button look="primary" onClick={() => designer.close()}>
          Keep for later
        </Button>
      </p>
    </div>
  );
}

const FILE = 'workflow-with-my-changes.json';

const changes = (edits: number) => (edits === 1 ? '1 change' : `${edits} changes`);

function useLeftover(): Leftover | 'nothing' | undefined {
  const room = useRoom();
  const [leftover, setLeftover] = useState<Leftover | 'nothing'>();
  useEffect(() => {
    void room.leftover().then((found) => setLeftover(found ?? 'nothing'));
  }, [room]);
  return leftover;
}
