/** Which of the panels beside the canvas are open, and how wide the settings are; in this browser. */
import { Signal } from '../collaboration/signal.ts';

const KEY = 'orchestrator.panels';
export const NARROWEST = 280;
export const WIDEST = 640;
export const USUAL = 344;

export interface Panels {
  readonly left: boolean;
  readonly right: boolean;
  /** Of the settings, in pixels. */
  readonly width: number;
}

export const panels = new Signal<Panels>(read());

export function togglePanel(side: 'left' | 'right'): void {
  change({ [side]: !panels.get()[side] });
}

/** Nothing but the canvas, or both panels again. */
export function toggleFocusMode(): void {
  const { left, right } = panels.get();
  const isOn = !left && !right;
  change({ left: isOn, right: isOn });
}

export function openSettings(): void {
  change({ right: true });
}

export function setWidth(width: number): void {
  change({ width: Math.round(Math.min(WIDEST, Math.max(NARROWEST, width))) });
}

function change(part: Partial<Panels>): void {
  panels.change(part);
  try {
    localStorage.setItem(KEY, JSON.stringify(panels.get()));
  } catch {
    // A browser that keeps nothing shows them as usual at the next visit.
  }
}

function read(): Panels {
  const usual = { left: true, right: true, width: USUAL };
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Panels>;
    const { width } = kept;
    const fits = typeof width === 'number' && width >= NARROWEST && width <= WIDEST;
    return {
      left: kept.left !== false,
      right: kept.right !== false,
      width: fits ? width : USUAL,
    };
  } catch {
    return usual;
  }
}
