import { useLayoutEffect, useRef } from 'react';
import css from './inspector.module.css';
import type { Completion } from './useCompletion.ts';

const GAP = 4;

/** The names that an expression may go on with, under its field and over all else. */
export function Offers({ completion }: { completion: Completion }) {
  const { open, listId, pick } = completion;
  const list = useRef<HTMLDivElement>(null);
  const field = open?.field;

  useLayoutEffect(() => {
    const box = list.current;
    if (!box || !field) return;
    box.showPopover();
    const { left, top, bottom, width } = field.getBoundingClientRect();
    const isBelow = bottom + GAP + box.offsetHeight <= innerHeight;
    box.style.left = `${left}px`;
    box.style.minWidth = `${width}px`;
    box.style.top = `${isBelow ? bottom + GAP : Math.max(0, top - GAP - box.offsetHeight)}px`;
  });

  if (open === undefined) return null;
  return (
    <div
      ref={list}
      id={listId}
      popover="manual"
      role="listbox"
      aria-label="Names"
      className={css.offers}
    >
      {open.names.map((name, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and hears the keys
        <div
          key={name.path}
          id={`${listId}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === open.at}
          className={css.offer}
          ref={(element) => {
            if (at === open.at) element?.scrollIntoView({ block: 'nearest' });
          }}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => pick(name)}
        >
          <span>{name.label}</span>
          <code>{name.detail}</code>
        </div>
      ))}
    </div>
  );
}
