/** Where in maps and loops a task run stands: `3`, or `0.12` in a map inside another. */

/** Counted, so that item 10 comes after item 9. */
export function comparePaths(one: string, other: string): number {
  if (one === other) return 0;
  const [a, b] = [one.split('.'), other.split('.')];
  for (let at = 0; at < a.length && at < b.length; at += 1) {
    const difference = Number(a[at]) - Number(b[at]);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function inPathOrder<Run extends { readonly path: string }>(
  runs: readonly Run[],
): readonly Run[] {
  return runs.length < 2 ? runs : [...runs].sort((a, b) => comparePaths(a.path, b.path));
}

/** Of the container around it: `0` for `0.12`, nothing for `3`. */
export function outerPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}
