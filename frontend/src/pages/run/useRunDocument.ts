import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Shape } from '../../api/client.ts';
import { draftQuery, versionDocumentQuery } from '../../api/workflows.ts';
import type { RunHere } from '../../runs/runContext.ts';
import { changesBetween } from '../../workflow/changes.ts';
import { nameOf } from '../../workflow/graph.ts';
import { isObject, type JsonObject } from '../../workflow/json.ts';
import { NO_CHANGES } from '../../workflow/settingsChanged.ts';
import { edgesOf } from '../../workflow/writing.ts';

const NOTHING: JsonObject = {};

/** The document that a run follows, and how the draft differs from it by now. */
export function useRunDocument(
  execution: Shape<'ExecutionSummaryRow'> | undefined,
): Pick<RunHere, 'document' | 'edges' | 'nameOf' | 'changes'> {
  const version = execution?.version ?? '';
  const document = useQuery(versionDocumentQuery(version)).data ?? NOTHING;
  const draft = useQuery(draftQuery(execution?.workflow ?? '')).data;
  return useMemo(() => {
    const tasks = isObject(document.tasks) ? document.tasks : NOTHING;
    return {
      document,
      edges: [...edgesOf(tasks)],
      changes: draft === undefined ? NO_CHANGES : changesBetween(document, draft),
      nameOf: (id) => nameOf(id, isObject(tasks[id]) ? tasks[id] : undefined),
    };
  }, [document, draft]);
}
