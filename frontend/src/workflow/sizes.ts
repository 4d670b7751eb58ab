/** How large what stands on the canvas is, in its units before zoom. */
import type { JsonObject } from './json.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const TASK = { width: 216, height: 72 } as const;
export const OUTCOME_HEIGHT = 22;
export const CONTAINER = { header: 44, padding: 24, width: 280, height: 160 } as const;

const CONTAINER_KINDS = new Set(['map', 'loop']);

export function isContainer(task: JsonObject | undefined): boolean {
  return typeof task?.kind === 'string' && CONTAINER_KINDS.has(task.kind);
}

/** Rows under a task, one for each named outcome. */
export function outcomeRows(task: JsonObject | undefined): number {
  if (task?.kind === 'approval') return 3;
  return task?.kind === 'branch' && Array.isArray(task.cases) ? task.cases.length : 0;
}

/** Of a task that holds no others. */
export function cardSize(task: JsonObject | undefined): Size {
  return { width: TASK.width, height: TASK.height + outcomeRows(task) * OUTCOME_HEIGHT };
}

/** Of a map or loop that has these inside, each with its corner. */
export function sizeAround(inside: readonly (readonly [readonly [number, number], Size])[]): Size {
  const right = Math.max(0, ...inside.map(([[x], size]) => x + size.width));
  const bottom = Math.max(0, ...inside.map(([[, y], size]) => y + size.height));
  return {
    width: Math.max(CONTAINER.width, right + CONTAINER.padding),
    height: Math.max(CONTAINER.height, bottom + CONTAINER.padding),
  };
}
