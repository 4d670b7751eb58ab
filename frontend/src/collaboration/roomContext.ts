import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { Topic } from '../workflow/docView.ts';
import type { Edge } from '../workflow/edges.ts';
import type { JsonObject } from '../workflow/json.ts';
import type { EntryRoot } from '../workflow/layout.ts';
import type { Person, Presence } from './presence.ts';
import type { Problem, Room, RoomState } from './room.ts';

export interface Here {
  readonly room: Room;
  readonly presence: Presence;
}

export const RoomContext = createContext<Here | undefined>(undefined);

/** The room around; only inside a designer. */
export function useHere(): Here {
  const here = useContext(RoomContext);
  if (here === undefined) throw new Error('there is no room here');
  return here;
}

export function useRoom(): Room {
  return useHere().room;
}

export function useRoomState(): RoomState {
  const { state } = useRoom();
  return useSyncExternalStore(state.subscribe, state.get);
}

/** Whether the person may change the document now. */
export function useMayEdit(): boolean {
  const { role, line } = useRoomState();
  return (role === 'owner' || role === 'editor') && line.is !== 'closed';
}

export function usePeople(): readonly Person[] {
  const { names } = useHere().presence;
  return useSyncExternalStore(names.subscribe, names.get);
}

export function useProblems(): readonly Problem[] | undefined {
  const { problems } = useRoom();
  return useSyncExternalStore(problems.subscribe, problems.get);
}

function useTopic<Value>(topic: Topic, read: () => Value): Value {
  const { view } = useRoom();
  const subscribe = useCallback((heard: () => void) => view.subscribe(topic, heard), [view, topic]);
  return useSyncExternalStore(subscribe, read);
}

/** One task, note or group; renders anew only when that one changes. */
export function useEntry(root: EntryRoot, id: string): JsonObject | undefined {
  const { view } = useRoom();
  return useTopic(`${root}/${id}`, () => view.entry(root, id));
}

export function useIds(root: EntryRoot): readonly string[] {
  const { view } = useRoom();
  return useTopic(root, () => view.ids(root));
}

export function useEdges(): readonly Edge[] {
  const { view } = useRoom();
  return useTopic('edges', () => view.edges());
}

export function useDanglingEdges(): readonly Edge[] {
  const { view } = useRoom();
  return useTopic('edges', () => view.danglingEdges());
}

export function useWorkflow(): JsonObject {
  const { view } = useRoom();
  return useTopic('workflow', () => view.workflow());
}
