/**
 * The keys that are one character: which each is, and whether they are on. Each person may choose
 * others, or switch all of them off; whoever dictates to their computer presses them by accident.
 */
import { Signal } from '../collaboration/signal.ts';
import { isObject } from '../workflow/json.ts';

const KEY = 'orchestrator.keys';

export interface KeyChoice {
  readonly action: string;
  /** As it is pressed: `n`, `?`, or with Shift and a letter or digit `Shift+T`. */
  readonly key: string;
  readonly meaning: string;
}

const CHOICES = [
  { action: 'add', key: 'n', meaning: 'add a task after this one' },
  { action: 'connect', key: 'e', meaning: 'connect this task' },
  { action: 'move', key: 'm', meaning: 'move with the arrows by 8, with Shift by 32' },
  { action: 'off', key: 'd', meaning: 'switch off or on' },
  { action: 'pin', key: 'p', meaning: 'pin the last output, or unpin' },
  { action: 'note', key: 'Shift+S', meaning: 'note' },
  { action: 'tidy', key: 'Shift+T', meaning: 'tidy' },
  { action: 'nearer', key: '+', meaning: 'zoom in' },
  { action: 'farther', key: '-', meaning: 'zoom out' },
  { action: 'all', key: 'Shift+1', meaning: 'show all' },
  { action: 'selection', key: 'Shift+2', meaning: 'show the selection' },
  { action: 'actual', key: 'Shift+0', meaning: '100 %' },
  { action: 'outline', key: 'o', meaning: 'outline' },
  { action: 'comment', key: 'c', meaning: 'comment' },
  { action: 'point', key: 'Shift+C', meaning: 'comment on a place of the canvas' },
  { action: 'left', key: '[', meaning: 'left panel' },
  { action: 'right', key: ']', meaning: 'right panel' },
  { action: 'keys', key: '?', meaning: 'these keys' },
] as const satisfies readonly KeyChoice[];

export type KeyAction = (typeof CHOICES)[number]['action'];

interface Own {
  readonly areOn: boolean;
  /** Only those that are other than usual. */
  readonly keys: Readonly<Record<string, string>>;
}

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>;

const own = new Signal<Own>(read());

export const ownKeys = { get: own.get, subscribe: own.subscribe };

/** All of them, with the keys that this person has chosen. */
export function choices(): readonly KeyChoice[] {
  const { keys } = own.get();
  return CHOICES.map((choice) => ({ ...choice, key: keys[choice.action] ?? choice.key }));
}

/** What a key means; undefined: nothing, or they are switched off. */
export function actionOf(event: Pressed): KeyAction | undefined {
  if (!own.get().areOn) return undefined;
  const pressed = pressedKey(event);
  if (pressed === '=') return actionOf({ ...event, key: '+' }); // the same key without Shift
  return choices().find(({ key }) => key === pressed)?.action as KeyAction | undefined;
}

/** One character, as it is called here; undefined: another key. */
export function pressedKey({ key, code, shiftKey }: Pressed): string | undefined {
  if ([...key].length !== 1 || key === ' ') return undefined;
  const [, letter] = /^(?:Key|Digit)(.)$/.exec(code) ?? [];
  if (shiftKey && letter !== undefined) return `Shift+${letter}`;
  return key.toLowerCase();
}

/** Takes another key for an action; the one that had it takes the other's. */
export function chooseKey(action: string, key: string): void {
  const before = choices();
  const mine = before.find((each) => each.action === action);
  const other = before.find((each) => each.key === key);
  if (mine === undefined || other === mine) return;
  const keys = { ...own.get().keys, [action]: key };
  if (other !== undefined) keys[other.action] = mine.key;
  write({ ...own.get(), keys });
}

export function switchKeys(areOn: boolean): void {
  write({ ...own.get(), areOn });
}

export function usualKeys(): void {
  write({ areOn: true, keys: {} });
}

function write(next: Own): void {
  own.set(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing goes by them until the page is left.
  }
}

function read(): Own {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (!isObject(value as never)) return { areOn: true, keys: {} };
    const { areOn, keys } = value as { areOn?: unknown; keys?: unknown };
    const entries = Object.entries((keys as object | undefined) ?? {});
    const texts = entries.filter((each): each is [string, string] => typeof each[1] === 'string');
    return { areOn: areOn !== false, keys: Object.fromEntries(texts) };
  } catch {
    return { areOn: true, keys: {} };
  }
}
