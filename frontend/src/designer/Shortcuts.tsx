import { useState, useSyncExternalStore } from 'react';
import { Button } from '../ui/Button.tsx';
import { keysInWords } from '../ui/keys.ts';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import {
  choices,
  chooseKey,
  type KeyChoice,
  ownKeys,
  pressedKey,
  switchKeys,
  usualKeys,
} from './keymap.ts';

const KEYS: readonly (readonly [string, string])[] = [
  ['Mod+K', 'commands, and go to anything'],
  ['Mod+F', 'find'],
  ['Mod+Enter', 'run the draft'],
  ['Mod+Shift+Enter', 'run to the selected task'],
  ['Mod+S', 'saved already: name this state'],
  ['Mod+.', 'only the canvas, or all again'],
  ['F2', 'rename'],
  ['Enter', 'open the settings; collapse or expand a group'],
  ['← →', 'along the edges'],
  ['↑ ↓', 'to what stands above and below'],
  ['Mod+C X V D', 'copy, cut, paste, duplicate'],
  ['Mod+Shift+V', 'paste and keep incoming edges'],
  ['Mod+G, Mod+Shift+G', 'group, and ungroup'],
  ['Tab in a note', 'its colour; to move and resize it with the arrows'],
  ['Mod+A', 'select all'],
  ['Mod+Z, Mod+Shift+Z', 'undo and redo what I did'],
  ['Del, Mod+Del', 'remove, remove and keep the chain'],
];

/** All keys; those of one character can be chosen and switched off. */
export default function Shortcuts() {
  const { areOn, keys } = useSyncExternalStore(ownKeys.subscribe, ownKeys.get);
  const isUsual = areOn && Object.keys(keys).length === 0;
  const designer = useDesigner();
  const showTour = () => {
    designer.close();
    designer.tour.set('asked');
  };
  return (
    <>
      <dl className={css.keys}>
        {KEYS.map(([pressed, meaning]) => (
          <div key={pressed}>
            <dt>
              <kbd>{keysInWords(pressed)}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h3 className={css.keysHead}>Single keys</h3>
      <p className={css.keysSwitch}>
        <label>
          <input
            type="checkbox"
            checked={areOn}
            onChange={(event) => switchKeys(event.target.checked)}
          />{' '}
          On, wherever no text is being written
        </label>
        <span className={css.faint}>Press one of them to choose another key.</span>
        {!isUsual && <Button onClick={usualKeys}>As they were</Button>}
      </p>
      <ul className={css.keys} data-off={!areOn || undefined}>
        {choices().map((choice) => (
          <OwnKey key={choice.action} choice={choice} />
        ))}
      </ul>
      <p className={css.keysSwitch}>
        <Button onClick={showTour}>Show the tour</Button>
        <span className={css.faint}>Five hints on the designer, one after another.</span>
      </p>
    </>
  );
}

/** A key that waits, once it is pressed, for another one to take its place. */
function OwnKey({ choice: { action, key, meaning } }: { choice: KeyChoice }) {
  const [waits, setWaits] = useState(false);
  const hear = (event: React.KeyboardEvent) => {
    if (!waits) return;
    const pressed = pressedKey(event);
    if (pressed !== undefined) chooseKey(action, pressed);
    if (pressed === undefined && event.key === 'Shift') return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
    setWaits(false);
  };
  const shown = key.length === 1 ? key.toUpperCase() : key;
  return (
    <li>
      <button
        type="button"
        className={css.ownKey}
        aria-label={waits ? `${meaning}: press a key` : `${meaning}: ${shown}, choose another key`}
        onClick={() => setWaits(true)}
        onBlur={() => setWaits(false)}
        onKeyDown={hear}
      >
        <kbd>{waits ? 'press…' : shown}</kbd>
      </button>
      <span>{meaning}</span>
    </li>
  );
}
