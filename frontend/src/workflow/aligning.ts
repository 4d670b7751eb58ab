/** Bringing cards into line with each other, and spreading them evenly. */

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Line = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
export type Axis = 'across' | 'down';
export type Boxes = ReadonlyMap<string, Box>;
export type Shifts = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

/** How far each has to move so that all have this line in common, as the outermost has it. */
export function alignTo(line: Line, boxes: Boxes): Shifts {
  const isAcross = line === 'left' || line === 'centre' || line === 'right';
  const spans = spansOf(isAcross ? 'across' : 'down', boxes);
  const from = Math.min(...spans.map(({ start }) => start));
  const to = Math.max(...spans.map(({ start, size }) => start + size));
  const part = { left: 0, top: 0, centre: 0.5, middle: 0.5, right: 1, bottom: 1 }[line];
  const at = from + (to - from) * part;
  return shifts(
    isAcross,
    spans.map(({ id, start, size }) => [id, at - size * part - start]),
  );
}

/** How far each has to move so that the gaps are equal; the outermost stay. */
export function spread(axis: Axis, boxes: Boxes): Shifts {
  const spans = spansOf(axis, boxes).sort((one, other) => one.start - other.start);
  const [first] = spans;
  const last = spans.at(-1);
  if (first === undefined || last === undefined || spans.length < 3) return new Map();
  const room = last.start + last.size - first.start;
  const gap = (room - spans.reduce((sum, { size }) => sum + size, 0)) / (spans.length - 1);
  let at = first.start;
  const by = spans.map(({ id, start, size }): [string, number] => {
    const shift = at - start;
    at += size + gap;
    return [id, shift];
  });
  return shifts(axis === 'across', by);
}

function spansOf(axis: Axis, boxes: Boxes) {
  return [...boxes].map(([id, { x, y, width, height }]) =>
    axis === 'across' ? { id, start: x, size: width } : { id, start: y, size: height },
  );
}

function shifts(isAcross: boolean, by: readonly (readonly [string, number])[]): Shifts {
  return new Map(
    by.map(([id, far]) => {
      const whole = Math.round(far);
      return [id, isAcross ? { x: whole, y: 0 } : { x: 0, y: whole }];
    }),
  );
}
