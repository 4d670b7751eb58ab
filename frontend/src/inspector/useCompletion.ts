import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Offer, offerAt, type Writing, withName } from '../editor/completing.ts';
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
  const names = useVisibleNames(useContext(ScopeContext));
  const [open, setOpen] = useState<Open>();
  const placeCaret = useCaret();
  const listId = `${id}-names`;
  const close = () => setOpen(undefined);
  useCloseOnScroll(open?.field, listId, close);

  const look = (field: TextField, isAsked = false) => {
    if (writing === undefined) return;
    const to = field.selectionStart ?? field.value.length;
    const offer = offerAt(field.value, to, writing, names(), isAsked);
    setOpen(offer && { ...offer, field, to, at: 0 });
  };
  const pick = ({ path }: VisibleName) => {
    if (open === undefined || writing === undefined) return;
    const { text, at } = withName(open.field.value, open, path, writing);
    onText(text);
    placeCaret(open.field, at);
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

/** Puts the caret where it belongs once what was completed stands in the field. */
function useCaret(): (field: TextField, at: number) => void {
  const wanted = useRef<readonly [TextField, number]>(undefined);
  useLayoutEffect(() => {
    const [field, at] = wanted.current ?? [];
    wanted.current = undefined;
    if (at !== undefined) field?.setSelectionRange(at, at);
  });
  return (field, at) => {
    wanted.current = [field, at];
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
