import { useSuspenseQueries } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { kindsQuery, meQuery, workflowQuery } from '../api/queries.ts';
import { SIGNED_IN } from '../app/SignedOut.tsx';
import { Keep } from '../collaboration/keep.ts';
import { Presence } from '../collaboration/presence.ts';
import type { Recovered } from '../collaboration/recovery.ts';
import { Room } from '../collaboration/room.ts';
import { type Here, RoomContext } from '../collaboration/roomContext.ts';
import { Designer } from './designer.ts';
import { DesignerContext } from './designerContext.ts';
import { Opening } from './Opening.tsx';
import { Workbench } from './Workbench.tsx';

const route = getRouteApi('/workflows/$workflowId/design');

export function DesignerPage() {
  return (
    <Suspense fallback={<Opening />}>
      <LoadedDesigner />
    </Suspense>
  );
}

function LoadedDesigner() {
  const { workflowId } = route.useParams();
  const [{ data: me }, { data: kinds }, { data: workflow }] = useSuspenseQueries({
    queries: [meQuery, kindsQuery, workflowQuery(workflowId)],
  });
  const role = me.teams.find(({ id }) => id === workflow.team)?.role ?? 'viewer';
  const opened = useOpened(workflowId, role, kinds, me);

  useEffect(() => {
    document.title = `${workflow.name} · Orchestrator`;
  }, [workflow.name]);

  if (opened === undefined) return <Opening />;
  return (
    <RoomContext value={opened.here}>
      <DesignerContext value={opened.designer}>
        <Workbench />
      </DesignerContext>
    </RoomContext>
  );
}

interface Opened {
  readonly here: Here;
  readonly designer: Designer;
}

/** One room while the page shows this workflow; it is left with the page. */
function useOpened(
  workflowId: string,
  role: string,
  kinds: Designer['kinds'],
  { name, username }: { readonly name: string; readonly username: string },
): Opened | undefined {
  const [opened, setOpened] = useState<Opened>();

  useEffect(() => {
    const room = new Room(workflowId, role, { keep: new Keep(username, workflowId) });
    const presence = new Presence(room.awareness, name || username);
    const designer = new Designer(room, presence, kinds, workflowId);
    setOpened({ here: { room, presence }, designer });
    room.recovered.subscribe(() => tellRecovered(designer, room.recovered.get()));
    const comeBack = () => room.reconnect();
    window.addEventListener(SIGNED_IN, comeBack);
    return () => {
      window.removeEventListener(SIGNED_IN, comeBack);
      presence.destroy();
      room.destroy();
      setOpened(undefined);
    };
  }, [workflowId, role, kinds, name, username]);

  return opened;
}

const RECOVERED: Readonly<Record<Recovered['outcome'], (edits: string) => string>> = {
  sent: (edits) => `${edits} of your last visit had not reached the server; it has them now.`,
  'not allowed': (edits) =>
    `${edits} of your last visit never reached the server: you may only view this workflow now.`,
  'other document': (edits) =>
    `${edits} of your last visit never reached the server, and the document was replaced since.`,
};

function tellRecovered(designer: Designer, recovered: Recovered | undefined): void {
  if (recovered === undefined) return;
  const { edits, outcome } = recovered;
  const words = edits === 1 ? '1 change' : `${edits} changes`;
  const look = { label: 'Decide', run: () => designer.open({ is: 'leftover' }) };
  const isOpen = outcome === 'not allowed';
  designer.tell(RECOVERED[outcome](words), isOpen ? look : undefined, outcome !== 'sent');
}
