/**
 * What others' presence says, read field by field: the server checks how large it is, not what it
 * is, and whoever writes it may mean harm.
 */
import { isObject } from '../workflow/json.ts';
import type { Person, Whereabouts } from './presence.ts';

export const PALE = '#5f636c';

const MOST_IDS = 40;
const LONGEST_ID = 64;
const LONGEST_NAME = 80;
const FARTHEST = 1_000_000;
const COLOR = /^#[0-9a-f]{6}$/i;

type Named = Pick<Person, 'id' | 'name' | 'color' | 'role'>;

/** Written by the server; undefined: not yet. */
export function readUser(value: unknown): Named | undefined {
  if (!isObject(value) || typeof value.id !== 'string') return undefined;
  const { id, name, color, role } = value;
  return {
    id,
    name: (typeof name === 'string' ? name : id).slice(0, LONGEST_NAME),
    color: typeof color === 'string' && COLOR.test(color) ? color : PALE,
    role: typeof role === 'string' ? role : '',
  };
}

export function readWhereabouts(state: unknown, role: string): Whereabouts {
  const value = isObject(state) ? state : {};
  return {
    pointer: readPoint(value.pointer),
    selected: readIds(value.selected),
    field: readField(value.field),
    caret: readCaret(value.caret),
    drag: role === 'viewer' ? null : readDrag(value.drag),
    viewport: readViewport(value.viewport),
    following: typeof value.following === 'number' ? value.following : null,
    execution: isShort(value.execution) ? value.execution : null,
  };
}

function readPoint(value: unknown): Whereabouts['pointer'] {
  return isObject(value) && isNear(value.x) && isNear(value.y) ? { x: value.x, y: value.y } : null;
}

function readIds(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.slice(0, MOST_IDS).filter(isShort))];
}

function readField(value: unknown): Whereabouts['field'] {
  if (!isObject(value) || !isShort(value.task) || typeof value.name !== 'string') return null;
  return { task: value.task, name: value.name.slice(0, 2 * LONGEST_ID) };
}

/** Relative positions of Yjs, as far as they name a place in a text that is there. */
function readCaret(value: unknown): Whereabouts['caret'] {
  if (!isObject(value) || !isPosition(value.anchor) || !isPosition(value.head)) return null;
  return { anchor: value.anchor, head: value.head };
}

function isPosition(value: unknown): boolean {
  if (!isObject(value) || (value.tname !== undefined && value.tname !== null)) return false;
  return [value.item, value.type].every((id) => id === undefined || id === null || isClock(id));
}

function isClock(id: unknown): boolean {
  return isObject(id) && isCount(id.client) && isCount(id.clock);
}

function readDrag(value: unknown): Whereabouts['drag'] {
  if (!isObject(value) || !isNear(value.dx) || !isNear(value.dy)) return null;
  return { ids: readIds(value.ids), dx: value.dx, dy: value.dy };
}

function readViewport(value: unknown): Whereabouts['viewport'] {
  if (!isObject(value) || !isNear(value.x) || !isNear(value.y) || !isNear(value.zoom)) return null;
  return { x: value.x, y: value.y, zoom: Math.min(2, Math.max(0.05, value.zoom)) };
}

function isShort(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_ID;
}

function isNear(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= FARTHEST;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
