import { useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import css from './aiming.module.css';
import type { Aiming } from './aiming.ts';

const BESIDE_PX = 16;
const WIDEST_PX = 280;

/** Beside the pointer while an edge is drawn: why it cannot end there. */
export function AimingHint({ aiming }: { aiming: Aiming }) {
  const hint = useSyncExternalStore(aiming.hint.subscribe, aiming.hint.get);
  const x = Math.min(hint?.x ?? 0, innerWidth - WIDEST_PX - 2 * BESIDE_PX);
  const place = { translate: `${x + BESIDE_PX}px ${(hint?.y ?? 0) + BESIDE_PX}px` };
  return createPortal(
    <p role="status" className={css.hint} style={place} hidden={hint === undefined}>
      {hint?.words}
    </p>,
    document.body,
  );
}
