import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Shape } from '../../api/client.ts';
import { versionDocument } from '../../api/workflows.ts';
import type { RunHere } from '../../runs/runContext.ts';
import { nameOf } from '../../workflow/graph.ts';
import { isObject, type JsonObject } from '../../workflow/json.ts';
import { edgesOf } from '../../workflow/writing.ts';

const NOTHING: JsonObject = {};

/** The document that a run follows; it never changes, so it is read once. */
export function useRunDocument(
  execution: Shape<'ExecutionDetailRow'> | undefined,
): Pick<RunHere, 'document' | 'edges' | 'nameOf'> {
  const version = execution?.version ?? '';
  const document =
    useQuery({
      queryKey: ['version-document', version],
      enabled: version !== '',
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: () => versionDocument(version),
    }).data ?? NOTHING;
  return useMemo(() => {
    const tasks = isObject(document.tasks) ? document.tasks : NOTHING;
    return {
      document,
      edges: [...edgesOf(tasks)],
      nameOf: (id) => nameOf(id, isObject(tasks[id]) ? tasks[id] : undefined),
    };
  }, [document]);
}
