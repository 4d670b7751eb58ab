import { useRoomState } from '../collaboration/roomContext.ts';
import css from './bar.module.css';

/** Whether what one sees is on the server's disk: never claimed before the server said so. */
export function SaveState() {
  const { line, unsaved, kept, isLoaded, role } = useRoomState();
  const [look, words] = tell();
  return (
    <span className={css.save} data-save={look} role="status" aria-live="polite">
      {words}
    </span>
  );

  function tell(): readonly [string, string] {
    if (!isLoaded) return ['busy', 'opening…'];
    if (line.is === 'closed') return ['broken', 'not connected'];
    if (line.is !== 'open') return ['broken', kept > 0 ? `offline · ${kept} to send` : 'offline'];
    if (role === 'viewer') return ['saved', 'view only'];
    // A new line is open before it carries what was edited without one.
    return unsaved + kept > 0 ? ['busy', 'saving…'] : ['saved', 'saved'];
  }
}
