import type { Shape } from '../api/client.ts';
import { type Look, lookOf, wordOf } from './states.ts';

export type ExecutionRow = Shape<'ExecutionRow'>;

/** How an execution looks and what it is called: one that only waits is not shown as working. */
export function executionLook({
  state,
  is_waiting: isWaiting = false,
}: {
  readonly state: string;
  readonly is_waiting?: boolean;
}): { readonly look: Look; readonly word: string } {
  if (state === 'running' && isWaiting) return { look: 'waiting', word: 'waiting' };
  return { look: lookOf(state), word: wordOf(state) };
}

export function hasEnded(state: string): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}
