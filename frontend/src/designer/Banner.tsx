import { useEffect, useState } from 'react';
import { type Line, REFUSED } from '../collaboration/room.ts';
import { useRoom, useRoomState } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import css from './designer.module.css';

const PATIENCE_MS = 3_000;

/** What is wrong with the line, once it lasts; editing goes on meanwhile where it can. */
export function Banner() {
  const room = useRoom();
  const { line, kept } = useRoomState();
  const isLong = useLasting(line.is === 'broken');

  if (line.is === 'closed') {
    const { words, action } = endOf(line);
    return (
      <div className={css.banner} role="alert">
        <span>{words}</span>
        <Button onClick={() => (action === 'reload' ? location.reload() : room.reconnect())}>
          {action === 'reload' ? 'Load it again' : 'Try again'}
        </Button>
        <a href="/">Back to the workflows</a>
      </div>
    );
  }
  if (!isLong) return null;
  return (
    <div className={css.banner} role="status">
      <span>
        No connection. You can go on; {kept > 0 ? `${kept} changes are` : 'what you change is'} kept
        here and sent when it is back.
      </span>
      <Button onClick={() => room.reconnect()}>Try now</Button>
    </div>
  );
}

type Closed = Extract<Line, { is: 'closed' }>;

const ENDS: Readonly<Record<number, readonly [string, 'reload' | 'again']>> = {
  4401: [
    'Your session has ended. Sign in again in another tab; what you changed is kept here.',
    'again',
  ],
  4403: [
    'You may no longer edit this workflow here. What you changed since was not taken.',
    'reload',
  ],
  4404: ['This workflow is gone: somebody deleted it.', 'reload'],
  4405: ['Live editing is switched off on this installation.', 'again'],
  4408: ['You were away for long, so the line was closed.', 'again'],
  4409: ['The document was replaced as a whole. Load it again to see it.', 'reload'],
  4426: ['The product was updated. Load the page again to go on.', 'reload'],
  4428: ['Too many people, or too many tabs of yours, have this workflow open.', 'again'],
  4429: ['Too much was sent at once.', 'again'],
};

const BY_AN_OWNER = 'an owner has ended this session';

function endOf({ code, reason }: Closed): { words: string; action: 'reload' | 'again' } {
  if (reason === BY_AN_OWNER)
    return {
      words: 'An owner of the team has ended your session here. You may come again.',
      action: 'again',
    };
  if (REFUSED.has(code))
    return {
      words: `What you changed last cannot be taken: ${reason}. Load it again to go on without it.`,
      action: 'reload',
    };
  const [words, action] = ENDS[code] ?? [`The server closed the line: ${reason}.`, 'reload'];
  return { words, action };
}

function useLasting(isSo: boolean): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isSo) {
      setLong(false);
      return;
    }
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isSo]);
  return isLong;
}
