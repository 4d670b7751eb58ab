import { Signal } from '../collaboration/signal.ts';

const LINGER_MS = 400;

/** The edge under the pointer, and a moment longer: its button lies beside the line. */
export const hovered = new Signal<string | undefined>(undefined);
let timer: ReturnType<typeof setTimeout> | undefined;

export function hover(edge: string): void {
  clearTimeout(timer);
  hovered.set(edge);
}

export function unhover(): void {
  clearTimeout(timer);
  timer = setTimeout(() => hovered.set(undefined), LINGER_MS);
}
