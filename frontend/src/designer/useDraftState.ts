import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answered, api } from '../api/client.ts';
import { workflowQuery } from '../api/queries.ts';
import { versionDocument } from '../api/workflows.ts';
import { useRoom, useRoomState } from '../collaboration/roomContext.ts';
import { contentHash, takesNewest, withVersionsOf } from '../workflow/contentHash.ts';
import { isObject, type JsonObject } from '../workflow/json.ts';
import { project } from '../workflow/projection.ts';
import { useDesigner } from './designerContext.ts';

const REST_MS = 600;
const OFTEN_MS = 60_000;

export interface DraftState {
  /** The newest published version; null: none; undefined: not known yet. */
  readonly version: number | null | undefined;
  /** Whether publishing now would make another one. */
  readonly hasChanges: boolean | undefined;
}

/** How the draft stands to what is published: by the digest of a version, which is asked for once. */
export function useDraftState(): DraftState {
  const { workflowId } = useDesigner();
  const workflow = useQuery({ ...workflowQuery(workflowId), refetchInterval: OFTEN_MS }).data;
  const version = workflow?.newest_version;
  const published = useQuery(versionQuery(workflowId, version ?? 0)).data;
  const draft = useRestedDraft(published !== undefined);
  const needsDocument = draft?.takesNewest === true && published !== undefined;
  const then = useQuery({
    queryKey: ['version', published?.id],
    queryFn: () => versionDocument(published?.id ?? ''),
    enabled: needsDocument,
    staleTime: Number.POSITIVE_INFINITY,
  }).data;

  if (!draft || !published || (needsDocument && !then)) return { version, hasChanges: undefined };
  const hash = needsDocument
    ? contentHash(withVersionsOf(draft.document, then as JsonObject))
    : draft.hash;
  return { version, hasChanges: hash !== published.content_hash };
}

const versionQuery = (workflowId: string, number: number) => ({
  queryKey: ['versions', workflowId, 'number', number],
  enabled: number > 0,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => {
    const params = { path: { workflow_id: workflowId }, query: { number } };
    const { items } = await answered(
      api.GET('/api/v1/workflows/{workflow_id}/versions', { params }),
    );
    return items[0] ?? null;
  },
});

interface RestedDraft {
  readonly document: JsonObject;
  readonly hash: string;
  readonly takesNewest: boolean;
}

/** The draft once nobody has changed it for a moment: reading all of it takes a while. */
function useRestedDraft(isWanted: boolean): RestedDraft | undefined {
  const { doc } = useRoom();
  const { isLoaded } = useRoomState();
  const [draft, setDraft] = useState<RestedDraft>();

  useEffect(() => {
    if (!isLoaded || !isWanted) return;
    const read = () => setDraft(readDraft(project(doc)));
    let timer = setTimeout(read);
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(read, REST_MS);
    };
    doc.on('update', wait);
    return () => {
      clearTimeout(timer);
      doc.off('update', wait);
    };
  }, [doc, isLoaded, isWanted]);
  return draft;
}

function readDraft(document: JsonObject): RestedDraft {
  const tasks = isObject(document.tasks) ? Object.values(document.tasks) : [];
  return { document, hash: contentHash(document), takesNewest: tasks.some(takesNewest) };
}
