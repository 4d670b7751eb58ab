import { useState } from 'react';
import { useMayEdit } from '../collaboration/roomContext.ts';
import type { Part } from '../designer/designer.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { PartPlan } from '../designer/PartPlan.tsx';
import { useRun } from '../designer/useRun.ts';
import { isPinnable, pinLast, unpin } from '../pins/pinning.ts';
import { usePin } from '../pins/usePins.ts';
import { Button } from '../ui/Button.tsx';
import css from './inspector.module.css';

type How = keyof Part;
const WAYS: readonly (readonly [How, string])[] = [
  ['task', 'Run this task'],
  ['to', 'Run to here'],
  ['from_task', 'Run from here'],
];

/** Running from one task's place, and keeping its output for runs of the draft. */
export function RunButtons({ id }: { id: string }) {
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  const pin = usePin(id);
  const { begin, isStarting, mayRun } = useRun();
  const [how, setHow] = useState<How>('task');
  // What stands in a map or loop runs with it alone.
  if (!isPinnable(designer, id) || !(mayRun || mayEdit)) return null;

  return (
    <section className={css.foot} aria-label="Run and pin">
      {mayRun &&
        WAYS.map(([way, title]) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: only listens to what reaches the button
          <span key={way} onPointerEnter={() => setHow(way)} onFocus={() => setHow(way)}>
            <Button disabled={isStarting} onClick={() => begin({ [way]: id })}>
              {title}
            </Button>
          </span>
        ))}
      {mayEdit && pin === undefined && (
        <Button keys="P" onClick={() => void pinLast(designer, [id])}>
          Pin output
        </Button>
      )}
      {mayEdit && (
        <Button onClick={() => designer.open({ is: 'pin', task: id })}>
          {pin === undefined ? 'Pin another output…' : 'Edit pin…'}
        </Button>
      )}
      {mayEdit && pin !== undefined && (
        <Button keys="P" onClick={() => void unpin(designer, [id])}>
          Unpin
        </Button>
      )}
      {mayRun && <PartPlan part={{ [how]: id }} />}
    </section>
  );
}
