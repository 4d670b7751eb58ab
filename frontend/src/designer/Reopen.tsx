import { useMayEdit } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { PanelLeft, PanelRight } from '../ui/icons.ts';
import css from './designer.module.css';
import { useSignal } from './designerContext.ts';
import { panels, togglePanel } from './panels.ts';

const SIDES = {
  left: { words: 'Show the list of tasks', keys: '[', Icon: PanelLeft },
  right: { words: 'Show the settings', keys: ']', Icon: PanelRight },
} as const;

/** Where a panel was closed: the way back for who does not know its key. */
export function Reopen() {
  const { left, right } = useSignal(panels);
  const mayEdit = useMayEdit();
  return (
    <>
      {!left && mayEdit && <Back side="left" />}
      {!right && <Back side="right" />}
    </>
  );
}

function Back({ side }: { side: keyof typeof SIDES }) {
  const { words, keys, Icon } = SIDES[side];
  return (
    <span className={css.reopen} data-side={side}>
      <Button
        look="quiet"
        aria-label={words}
        title={words}
        keys={keys}
        onClick={() => togglePanel(side)}
      >
        <Icon size={16} />
      </Button>
    </span>
  );
}
