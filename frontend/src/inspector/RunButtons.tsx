import { useMayEdit } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { useRun } from '../designer/useRun.ts';
import { isPinnable, pinLast, unpin } from '../pins/pinning.ts';
import { usePin } from '../pins/usePins.ts';
import { Button } from '../ui/Button.tsx';
import css from './inspector.module.css';

/** Running from one task's place, and keeping its output for runs of the draft. */
export function RunButtons({ id }: { id: string }) {
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  const pin = usePin(id);
  const { begin, isStarting, mayRun } = useRun();
  // What stands in a map or loop runs with it alone.
  if (!isPinnable(designer, id) || !(mayRun || mayEdit)) return null;

  return (
    <section className={css.foot} aria-label="Run and pin">
      {mayRun && (
        <>
          <Button disabled={isStarting} onClick={() => begin({ task: id })}>
            Run this task
          </Button>
          <Button disabled={isStarting} onClick={() => begin({ to: id })}>
            Run to here
          </Button>
          <Button disabled={isStarting} onClick={() => begin({ from_task: id })}>
            Run from here
          </Button>
        </>
      )}
      {mayEdit && pin === undefined && (
        <Button keys="P" onClick={() => void pinLast(designer, [id])}>
          Pin output
        </Button>
      )}
      {mayEdit && (
        <Button onClick={() => designer.open({ is: 'pin', task: id })}>
          {pin === undefined ? 'Write a pin…' : 'Edit pin…'}
        </Button>
      )}
      {mayEdit && pin !== undefined && (
        <Button keys="P" onClick={() => void unpin(designer, [id])}>
          Unpin
        </Button>
      )}
    </section>
  );
}
