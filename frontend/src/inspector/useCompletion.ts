import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Offer, offerAt, type Writing, withName } from '../editor/completing.ts';
import { memberPlaceAt } from '../editor/memberPlace.ts';
import { useMembers } from '../editor/useMembers.ts';
import { useVisibleNames } from '../editor/useVisibleNames.ts';
import type { VisibleName } from '../editor/visibleNames.ts';
import { ScopeContext } from './scopeContext.ts';

export type TextField = HTMLInputElement | HTMLTextAreaElement;

interface Open extends Offer {
  readonly field: TextField;
  readonly to: number;
  readonly at: number;
}

export interface Completion {
  readonly open: Open | undefined;
  readonly listId: string;
  /** What the field says to assistive technology: it stays a text box, as editors of code are. */
  readonly aria: React.AriaAttributes;
  /** After something was typed. */
  look(field: TextField, isAsked?: boolean): void;
  /** True: the key was meant for the list. */
  hear(event: React.KeyboardEvent<TextField>): boolean;
  pick(name: VisibleName): void;
  close(): void;
}

/** Offers names while an expression is typed into a plain field. */
export function useCompletion(
  writing: Writing | undefined,
  id: string,
  onText: (text: string) => void,
): Completion {
  const scope = useContext(ScopeContext);
  const names = useVisibleNames(scope);
  const members = useMembers(scope);
  const [open, setOpen] = useState<Open>();
  const placeCaret = useCaret();
  const listId = `${id}-names`;
  const close = () => setOpen(undefined);
  useCloseOnScroll(open?.field, listId, close);

  const look = (field: TextField, isAsked = false) => {
    if (writing === undefined) return;
    const { value } = field;
    const to = field.selectionStart ?? value.length;
    const place = memberPlaceAt(value, to, writing);
    const offer = place ? undefined : offerAt(value, to, writing, names(), isAsked);
    setOpen(offer && { ...offer, field, to, at: 0 });
    if (place === undefined) return;
    void members(place).then((found) => {
      const isStill = document.activeElement === field && field.selectionStart === to;
      const isWritten = found.length === 1 && found[0]?.path === `.${place.typed}`;
      if (!isStill || field.value !== value || found.length === 0 || isWritten) return;
      setOpen({ from: place.from, names: found, field, to, at: 0 });
    });
  };
  const pick = ({ path }: VisibleName) => {
    if (open === undefined || writing === undefined) return;
    const { text, at } = withName(open.field.value, open, path, writing);
    onText(text);
    placeCaret(open.field, at);
    close();
  };
  /** A dot behind a name that was found by other words: it is written, and gone into. */
  const goInto = ({ path }: VisibleName, { field, from, to }: Open) => {
    const start = /\{\{$/.test(field.value.slice(0, from)) ? ' ' : '';
    const before = `${field.value.slice(0, from)}${start}${path}.`;
    onText(before + field.value.slice(to));
    placeCaret(field, before.length, () => look(field));
    close();
  };
  const hear = (event: React.KeyboardEvent<TextField>): boolean => {
    const isAsking = event.key === ' ' && event.ctrlKey && writing !== undefined;
    if (isAsking) look(event.currentTarget, true);
    const isMine = isAsking || (open !== undefined && act(event.key, open));
    if (!isMine) return false;
    event.preventDefault();
    event.stopPropagation(); // Escape would leave the settings
    return true;
  };
  const act = (key: string, now: Open): boolean => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const chosen = now.names[now.at];
    if (step !== undefined)
      setOpen({ ...now, at: (now.at + step + now.names.length) % now.names.length });
    else if (key === 'Escape') close();
    else if ((key === 'Enter' || key === 'Tab') && chosen) pick(chosen);
    else if (key === '.' && chosen && !isBeginning(now)) goInto(chosen, now);
    else return false;
    return true;
  };

  const aria: React.AriaAttributes =
    writing === undefined
      ? {}
      : {
          'aria-autocomplete': 'list',
          'aria-haspopup': 'listbox',
          ...(open && {
            'aria-controls': listId,
            'aria-activedescendant': `${listId}-${open.at}`,
          }),
        };
  return { open, listId, aria, look, hear, pick, close };
}

/** Whether a dot goes on with what is being typed: it is the beginning of a path. */
function isBeginning({ field, from, to, names }: Open): boolean {
  const typed = `${field.value.slice(from, to)}.`;
  return names.some(({ path }) => path.startsWith(typed));
}

type PlaceCaret = (field: TextField, at: number, then?: () => void) => void;

/** Puts the caret where it belongs once what was completed stands in the field. */
function useCaret(): PlaceCaret {
  const wanted = useRef<Parameters<PlaceCaret>>(undefined);
  useLayoutEffect(() => {
    const [field, at, then] = wanted.current ?? [];
    wanted.current = undefined;
    if (at === undefined) return;
    field?.setSelectionRange(at, at);
    then?.();
  });
  return (field, at, then) => {
    wanted.current = then === undefined ? [field, at] : [field, at, then];
  };
}

/** The list lies over the page and does not move with it. */
function useCloseOnScroll(field: TextField | undefined, listId: string, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (field === undefined) return;
    const hear = ({ target }: Event) => {
      const isOwn = target === field || (target as Element).id === listId;
      if (!isOwn) latest.current();
    };
    window.addEventListener('scroll', hear, true);
    return () => window.removeEventListener('scroll', hear, true);
  }, [field, listId]);
}
