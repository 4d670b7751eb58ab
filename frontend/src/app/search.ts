/** What addresses say behind their question mark: read once, here; all else is left out. */
type Given = Record<string, unknown>;

/** What a link to a designer says: the task, the execution, the open panel and the view. */
export interface DesignerSearch {
  readonly task?: string | undefined;
  readonly execution?: string | undefined;
  readonly panel?: string | undefined;
  readonly look?: string | undefined;
  /** Of comments, which the open panel shows first. */
  readonly thread?: string | undefined;
}

export const readDesigner = (given: Given): DesignerSearch =>
  texts(given, ['task', 'execution', 'panel', 'look', 'thread']);

export interface WorkflowsSearch {
  readonly search?: string | undefined;
  readonly team?: string | undefined;
  readonly archived?: true | undefined;
}

export const readWorkflows = (given: Given): WorkflowsSearch => ({
  ...texts(given, ['search', 'team']),
  ...(given.archived === true ? { archived: true } : {}),
});

export interface ExecutionsSearch {
  readonly state?: string | undefined;
  readonly workflow?: string | undefined;
  readonly since?: string | undefined;
  readonly by?: string | undefined;
}

export const readExecutions = (given: Given): ExecutionsSearch =>
  texts(given, ['state', 'workflow', 'since', 'by']);

export interface ComparisonSearch {
  readonly a?: string | undefined;
  readonly b?: string | undefined;
}

export const readComparison = (given: Given): ComparisonSearch => texts(given, ['a', 'b']);

export type RunTab = 'graph' | 'timeline' | 'data' | 'messages' | 'events' | 'logs';

export interface RunSearch {
  readonly tab?: RunTab | undefined;
  /** `plan`, or `plan[0.2]` for one item of a map. */
  readonly task?: string | undefined;
  /** What of that task is shown. */
  readonly view?: PanelView | undefined;
}

export type PanelView = 'output' | 'input' | 'messages' | 'attempts' | 'log';

const PANEL_VIEWS: readonly string[] = ['output', 'input', 'messages', 'attempts', 'log'];
const RUN_TABS: readonly string[] = ['graph', 'timeline', 'data', 'messages', 'events', 'logs'];

export const readRun = (given: Given): RunSearch => ({
  ...(RUN_TABS.includes(String(given.tab)) ? { tab: given.tab as RunTab } : {}),
  ...(PANEL_VIEWS.includes(String(given.view)) ? { view: given.view as PanelView } : {}),
  ...texts(given, ['task']),
});

export type ApprovalsShown = 'mine' | 'open' | 'ended';

export interface ApprovalsSearch {
  readonly show?: 'open' | 'ended' | undefined;
  /** The one that a mail is about. */
  readonly only?: string | undefined;
}

export const readApprovals = (given: Given): ApprovalsSearch => ({
  ...(given.show === 'open' || given.show === 'ended' ? { show: given.show } : {}),
  ...texts(given, ['only']),
});

function texts<Name extends string>(
  given: Given,
  names: readonly Name[],
): { readonly [Each in Name]?: string } {
  const found: { [Each in Name]?: string } = {};
  for (const name of names) {
    const value = given[name];
    if (typeof value === 'string' && value !== '') found[name] = value;
    if (typeof value === 'number') found[name] = String(value);
  }
  return found;
}
