import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { X } from '../ui/icons.ts';
import ui from '../ui/ui.module.css';
import css from './designer.module.css';
import { useDesigner, useSignal } from './designerContext.ts';
import { HINTS, type Hint, placeBeside } from './tourHints.ts';
import { keepTourOver } from './tourOver.ts';

/**
 * Hints beside what they are about, one at a time. The page stays usable meanwhile, and the focus
 * where it is, unless somebody asked for the hints.
 */
export default function Tour({ isAsked }: { isAsked: boolean }) {
  const designer = useDesigner();
  const isCovered = useSignal(designer.overlay).is !== 'none';
  const [hints] = useState(() => HINTS.filter((hint) => anchorOf(hint) !== undefined));
  const [at, setAt] = useState(0);
  const card = useRef<HTMLElement>(null);
  const hint = hints[at];
  const end = () => {
    if (card.current?.contains(document.activeElement)) designer.canvas?.focus();
    keepTourOver();
    designer.tour.set('off');
  };
  useEscape(isCovered, end);
  usePlace(hint, card);
  useEffect(() => {
    // After the frame in which what was open gives the focus back.
    if (!isAsked) return;
    const soon = setTimeout(() => card.current?.focus(), 100);
    return () => clearTimeout(soon);
  }, [isAsked]);

  if (hint === undefined || isCovered) return null;
  const isLast = at === hints.length - 1;
  return (
    <section ref={card} className={css.hint} aria-label="Tour of the designer" tabIndex={-1}>
      <div role="status">
        <h2>{hint.title}</h2>
        <p>{hint.text}</p>
        <p className={css.hintCount}>
          Hint {at + 1} of {hints.length}
          <span className={ui.hidden}>; Escape ends the tour.</span>
        </p>
      </div>
      <div className={css.hintButtons}>
        {at > 0 && (
          <Button look="quiet" onClick={() => setAt(at - 1)}>
            Back
          </Button>
        )}
        <Button look="primary" onClick={() => (isLast ? end() : setAt(at + 1))}>
          {isLast ? 'Done' : 'Next'}
        </Button>
      </div>
      <Button look="quiet" className={css.hintEnd ?? ''} aria-label="End the tour" onClick={end}>
        <X size={14} />
      </Button>
    </section>
  );
}

function anchorOf({ anchor }: Hint): HTMLElement | undefined {
  const found = document.querySelector<HTMLElement>(`[data-tour="${anchor}"]`);
  return found?.checkVisibility() ? found : undefined;
}

/** Escape ends the tour wherever the focus is, but in texts, where it means something else. */
function useEscape(isCovered: boolean, end: () => void): void {
  const latest = useRef(end);
  latest.current = end;
  useEffect(() => {
    if (isCovered) return;
    const hear = ({ key, target }: KeyboardEvent) => {
      const isText = (target as Element).matches?.('input, textarea, [contenteditable=true]');
      if (key === 'Escape' && !isText) latest.current();
    };
    // Before the canvas hears it, which takes it for itself.
    window.addEventListener('keydown', hear, true);
    return () => window.removeEventListener('keydown', hear, true);
  }, [isCovered]);
}

/** Keeps the card beside what it is about, and marks that. */
function usePlace(hint: Hint | undefined, card: React.RefObject<HTMLElement | null>): void {
  const [, moved] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const anchor = hint && anchorOf(hint);
    if (anchor === undefined) return;
    anchor.dataset.pointed = '';
    const sizes = new ResizeObserver(moved);
    sizes.observe(anchor);
    window.addEventListener('resize', moved);
    return () => {
      delete anchor.dataset.pointed;
      sizes.disconnect();
      window.removeEventListener('resize', moved);
    };
  }, [hint]);
  useLayoutEffect(() => {
    const anchor = hint && anchorOf(hint);
    const own = card.current;
    if (anchor === undefined || own === null || hint === undefined) return;
    const size = { width: own.offsetWidth, height: own.offsetHeight };
    const window_ = { width: innerWidth, height: innerHeight };
    const { left, top } = placeBeside(hint.side, anchor.getBoundingClientRect(), size, window_);
    own.style.left = `${left}px`;
    own.style.top = `${top}px`;
  });
}
