import { Button } from '../ui/Button.tsx';
import type { Loss, Way } from '../workflow/undoing.ts';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { keepMine, lossInWords, takeBackMine } from './undoing.ts';

/** Before what one made goes together with what others put into it. */
export function UndoQuestion({ way, losses }: { way: Way; losses: readonly Loss[] }) {
  const designer = useDesigner();
  return (
    <div className={css.form}>
      <p>{lossInWords(designer, losses)}</p>
      <p className={css.answers}>
        <Button autoFocus onClick={() => keepMine(designer, way)}>
          Keep it
        </Button>
        <Button
          look="danger"
          onClick={() => {
            designer.close();
            takeBackMine(designer, way, true);
          }}
        >
          {way === 'undo' ? 'Undo all the same' : 'Redo all the same'}
        </Button>
      </p>
    </div>
  );
}
