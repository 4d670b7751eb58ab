/** The link to what one sees: the task, the run, the open panel and the view. */
import type { DesignerSearch } from '../app/search.ts';
import type { Designer, Tab, View } from './designer.ts';

const TABS: ReadonlySet<string> = new Set<Tab>(['run', 'problems', 'comments']);

export function linkTo(designer: Designer, here: string): string {
  const link = new URL(here);
  const tab = designer.tab.get();
  const view = designer.canvas?.view();
  if (tab !== undefined) link.searchParams.set('panel', tab);
  if (designer.isOutline.get()) link.searchParams.set('panel', 'outline');
  if (view !== undefined) link.searchParams.set('look', writeView(view));
  return link.href;
}

/** Opens what a link says besides the task and the run. */
export function openLinked(
  designer: Designer,
  { panel = '', look = '', thread }: Pick<DesignerSearch, 'panel' | 'look' | 'thread'>,
): void {
  if (TABS.has(panel)) designer.tab.set(panel as Tab);
  if (thread) designer.wantedThread.set(thread);
  if (panel === 'outline') designer.isOutline.set(true);
  const seen = readView(look);
  if (seen !== undefined) designer.canvas?.look(seen);
}

/** The middle of what is seen and how near: windows differ in size. */
export function writeView({ x, y, zoom }: View): string {
  return [Math.round(x), Math.round(y), Math.round(zoom * 100) / 100].join('~');
}

export function readView(text: string): View | undefined {
  const [x, y, zoom, ...more] = text.split('~').map((each) => (each === '' ? NaN : Number(each)));
  if (x === undefined || y === undefined || zoom === undefined || more.length > 0) return undefined;
  return [x, y, zoom].every(Number.isFinite) && zoom > 0 ? { x, y, zoom } : undefined;
}
