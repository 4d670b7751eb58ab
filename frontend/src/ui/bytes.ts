const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** `840 B`, `12 kB`, `3.4 MB`: in thousands, as disks and networks count. */
export function bytes(count: number): string {
  let [size, at] = [count, 0];
  while (size >= 999.5 && at < UNITS.length - 1) [size, at] = [size / 1_000, at + 1];
  const digits = at > 1 && size < 9.95 ? 1 : 0;
  return `${size.toFixed(digits)} ${UNITS[at]}`;
}
