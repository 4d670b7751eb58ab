import { useMayEdit, useRoomState } from '../collaboration/roomContext.ts';

const AS_VIEWER =
  'You are a viewer here: you may look and comment. An owner of the team can make you an editor.';
const OFFLINE = 'There is no connection to the server.';

/** Why this person cannot publish now; undefined: they can. */
export function useWhyNotPublish(): string | undefined {
  const { line } = useRoomState();
  const mayEdit = useMayEdit();
  if (line.is === 'closed') return OFFLINE;
  return mayEdit ? undefined : AS_VIEWER;
}

/** Why this person cannot run the draft now; undefined: they can. */
export function useWhyNotRun(mayRun: boolean): string | undefined {
  const { line } = useRoomState();
  if (!mayRun) return AS_VIEWER;
  return line.is === 'closed' || line.is === 'broken' ? OFFLINE : undefined;
}
