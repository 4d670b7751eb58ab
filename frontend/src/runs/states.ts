/** One language for states everywhere: a word, a sign, a colour. */
export type Look =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'skipped'
  | 'cached';

export const LOOKS: readonly Look[] = [
  'failed',
  'running',
  'waiting',
  'queued',
  'cancelled',
  'done',
  'cached',
  'skipped',
];

const SIGNS: Readonly<Record<Look, string>> = {
  queued: '○',
  running: '◌',
  waiting: '‖',
  done: '✓',
  failed: '✕',
  cancelled: '⊘',
  skipped: '↷',
  cached: '⇄',
};

const LOOK_OF: Readonly<Record<string, Look>> = {
  pending: 'queued',
  queued: 'queued',
  ready: 'queued',
  retrying: 'queued',
  paused: 'waiting',
  running: 'running',
  cancelling: 'running',
  waiting: 'waiting',
  succeeded: 'done',
  failed: 'failed',
  lost: 'failed', // an attempt whose worker vanished
  cancelled: 'cancelled',
  skipped: 'skipped',
};

export function signOf(look: Look): string {
  return SIGNS[look];
}

/** How a state of an execution or a task run looks; unknown ones look queued. */
export function lookOf(state: string, isCached = false): Look {
  return isCached && state === 'succeeded' ? 'cached' : (LOOK_OF[state] ?? 'queued');
}

/** The word for a state as the server names it: one language everywhere. */
export function wordOf(state: string): string {
  return state === 'succeeded' ? 'done' : state;
}

export function isFinal(look: Look): boolean {
  return look !== 'queued' && look !== 'running' && look !== 'waiting';
}

/** What many runs of one task look like together: the one that most needs to be seen. */
export function worstOf(looks: readonly Look[]): Look | undefined {
  return LOOKS.find((look) => looks.includes(look));
}
