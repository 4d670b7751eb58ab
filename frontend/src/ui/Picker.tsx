import { type ReactNode, useId, useState } from 'react';
import { keysInWords } from './keys.ts';
import css from './picker.module.css';

export interface Choice {
  readonly key: string;
  readonly title: string;
  readonly about?: string;
  readonly keys?: string;
  readonly icon?: ReactNode;
  /** Why it cannot be taken now: it can be reached, and says so. */
  readonly whyNot?: string | undefined;
}

interface Props<Item extends Choice> {
  readonly label: string;
  readonly placeholder: string;
  readonly find: (text: string) => readonly Item[];
  readonly onPick: (item: Item) => void;
  readonly empty: string;
}

const MOST = 60;

/** A field and the list of what it finds: typed, walked with arrows, taken with Enter. */
export function Picker<Item extends Choice>({
  label,
  placeholder,
  find,
  onPick,
  empty,
}: Props<Item>) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const found = find(text).slice(0, MOST);
  const chosen = found[Math.min(at, found.length - 1)];

  const take = (item: Item) => item.whyNot === undefined && onPick(item);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt(
        (now) =>
          (Math.min(now, found.length - 1) + step + found.length) % Math.max(1, found.length),
      );
    }
    if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      take(chosen);
    }
  };

  return (
    <div className={css.picker}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it is the one thing that was asked for
        autoFocus
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={chosen ? `${listId}-${chosen.key}` : undefined}
        className={css.field}
        placeholder={placeholder}
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
      />
      <div role="listbox" id={listId} aria-label={label} className={css.list}>
        {found.map((item) => (
          <div
            key={item.key}
            id={`${listId}-${item.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={item === chosen}
            aria-disabled={item.whyNot !== undefined}
            className={css.option}
            ref={(element) => {
              if (item === chosen) element?.scrollIntoView({ block: 'nearest' });
            }}
            onClick={() => take(item)}
            onKeyDown={onKeyDown}
          >
            {item.icon}
            <span className={css.title}>{item.title}</span>
            {(item.whyNot ?? item.about) && (
              <span className={css.about}>{item.whyNot ?? item.about}</span>
            )}
            {item.keys && <kbd className={css.keys}>{keysInWords(item.keys)}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={css.empty}>{empty}</p>}
    </div>
  );
}
