import { keysInWords } from '../ui/keys.ts';
import css from './designer.module.css';

const KEYS: readonly (readonly [string, string])[] = [
  ['Mod+K', 'commands, and go to a task'],
  ['Mod+F', 'find'],
  ['Mod+Enter', 'run the draft'],
  ['Mod+S', 'saved already: name this state'],
  ['N', 'add a task after this one'],
  ['E', 'connect this task'],
  ['F2', 'rename'],
  ['Enter', 'open the settings'],
  ['← →', 'along the edges'],
  ['↑ ↓', 'to what stands above and below'],
  ['M, arrows', 'move by 8, with Shift by 32'],
  ['Mod+C X V D', 'copy, cut, paste, duplicate'],
  ['Mod+Shift+V', 'paste and keep incoming edges'],
  ['Mod+Z, Mod+Shift+Z', 'undo and redo what I did'],
  ['Del, Mod+Del', 'remove, remove and keep the chain'],
  ['D', 'switch off or on'],
  ['P', 'pin the last output, or unpin'],
  ['Shift+S', 'note'],
  ['Shift+T', 'tidy'],
  ['+, -', 'zoom in and out'],
  ['Shift+1, 2, 0', 'show all, the selection, 100 %'],
  ['O', 'outline'],
  ['C', 'comments'],
];

export function Shortcuts() {
  return (
    <dl className={css.keys}>
      {KEYS.map(([keys, meaning]) => (
        <div key={keys}>
          <dt>
            <kbd>{keysInWords(keys)}</kbd>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
