/** What the parts of a run's page share: the version's document, and who looks at which task. */
import { createContext, useContext } from 'react';
import type { Shape } from '../api/client.ts';
import type { Edge } from '../workflow/edges.ts';
import type { JsonObject } from '../workflow/json.ts';
import type { Changes } from '../workflow/settingsChanged.ts';

export interface RunHere {
  readonly execution: Shape<'ExecutionSummaryRow'>;
  /** Empty until it is read. */
  readonly document: JsonObject;
  readonly edges: readonly Edge[];
  /** Settings that the draft has changed since. */
  readonly changes: Changes;
  readonly nameOf: (task: string) => string;
  /** `plan`, or `plan[0.2]` for one item of a map. */
  readonly selected: string | undefined;
  readonly select: (subject: string | undefined) => void;
}

export const RunContext = createContext<RunHere | undefined>(undefined);

export function useRunHere(): RunHere {
  const here = useContext(RunContext);
  if (here === undefined) throw new Error('there is no run here');
  return here;
}

/** A task run as events name it. */
export function subjectOf(task: string, path: string): string {
  return path === '' ? task : `${task}[${path}]`;
}

export function readSubject(subject: string): { readonly task: string; readonly path: string } {
  const [, task = subject, path = ''] = /^([^[]+)(?:\[(.*)\])?$/.exec(subject) ?? [];
  return { task, path };
}
