/** What was added last, in this browser. */
const KEY = 'orchestrator.recent';
const MOST = 8;

export function remember(key: string): void {
  const next = [key, ...read().filter((each) => each !== key)].slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing shows the list in its usual order.
  }
}

export function recentFirst<Item extends { readonly key: string }>(
  items: readonly Item[],
): readonly Item[] {
  const recent = read();
  const rank = ({ key }: Item) => (recent.includes(key) ? recent.indexOf(key) : MOST);
  return [...items].sort((one, other) => rank(one) - rank(other));
}

function read(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
