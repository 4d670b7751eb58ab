/** The hints of a first visit: what is said, and beside what. */

export type Side = 'right' | 'left' | 'below' | 'inside';

export interface Hint {
  /** Of what it stands beside: `data-tour`. */
  readonly anchor: string;
  readonly side: Side;
  readonly title: string;
  readonly text: string;
}

export const HINTS: readonly Hint[] = [
  {
    anchor: 'add',
    side: 'right',
    title: 'Add tasks',
    text: 'Click a kind of task, or drag it onto the canvas. A double click on the canvas, or N, adds one right where you are.',
  },
  {
    anchor: 'connect',
    side: 'inside',
    title: 'Connect them',
    text: 'Drag from the dot at the right of a task to another one: that one waits for it, and can use what it gives. E does the same from the keyboard.',
  },
  {
    anchor: 'prompt',
    side: 'left',
    title: 'Say what to do',
    text: 'Select a task, and its settings show here. In a prompt, {{ offers the inputs and what earlier tasks gave.',
  },
  {
    anchor: 'run',
    side: 'below',
    title: 'Run it',
    text: 'Runs the draft as it is. The graph shows how far each task is, and every task what it was given and gave.',
  },
  {
    anchor: 'share',
    side: 'below',
    title: 'Work together',
    text: 'Copies a link for your team. All of you work in the same draft at once, and undo takes back only what you did yourself.',
  },
];

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

const GAP = 12;

/** Where a card stands beside its anchor, wholly in the window. */
export function placeBeside(
  side: Side,
  { left, top, width, height }: Box,
  card: Size,
  { width: right, height: bottom }: Size,
): { readonly left: number; readonly top: number } {
  const middle = left + width / 2 - card.width / 2;
  const wanted = {
    right: { left: left + width + GAP, top: top + GAP },
    left: { left: left - card.width - GAP, top: top + GAP },
    below: { left: middle, top: top + height + GAP },
    inside: { left: middle, top: top + 2 * GAP },
  }[side];
  const within = (at: number, most: number) => Math.round(Math.max(GAP, Math.min(at, most - GAP)));
  return {
    left: within(wanted.left, right - card.width),
    top: within(wanted.top, bottom - card.height),
  };
}
