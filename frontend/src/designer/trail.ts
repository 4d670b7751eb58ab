/** From which workflow one came into another: kept with the history of the browser, for the way back. */
import type { HistoryState } from '@tanstack/react-router';

export interface Step {
  readonly id: string;
  readonly name: string;
}

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The workflows above, the outermost first. */
    trail?: readonly Step[];
  }
}

/** What goes along when one opens a workflow out of another. */
export function calledFrom(step: Step): (state: HistoryState) => HistoryState {
  return ({ trail = [] }) => ({ trail: [...trail.filter(({ id }) => id !== step.id), step] });
}

/** What goes along when one goes up to one of those above. */
export function upTo(id: string): (state: HistoryState) => HistoryState {
  return ({ trail = [] }) => ({
    trail: trail.slice(
      0,
      trail.findIndex((step) => step.id === id),
    ),
  });
}
