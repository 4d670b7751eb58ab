import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { SIGNED_OUT } from '../api/client.ts';
import { Button } from '../ui/Button.tsx';
import { Popup } from '../ui/Popup.tsx';
import css from './app.module.css';

/** The session has ended: sign in elsewhere and go on here; nothing that was typed is lost. */
export function SignedOut() {
  const [isOut, setOut] = useState(false);
  const queries = useQueryClient();

  useEffect(() => {
    const hear = () => setOut(true);
    window.addEventListener(SIGNED_OUT, hear);
    return () => window.removeEventListener(SIGNED_OUT, hear);
  }, []);

  const goOn = () => {
    setOut(false);
    void queries.invalidateQueries();
    window.dispatchEvent(new Event(SIGNED_IN));
  };
  if (!isOut) return null;
  return (
    <Popup title="Your session has ended" onClose={() => setOut(false)}>
      <p>Sign in again in another tab, then go on here. What you changed is kept in this page.</p>
      <p className={css.actions}>
        <a href="/sign-in" target="_blank" rel="noreferrer">
          Open the sign-in page
        </a>
        <Button look="primary" onClick={goOn}>
          I have signed in
        </Button>
      </p>
    </Popup>
  );
}

/** Sent to the window when the person says so: lines that ended for it are tried again. */
export const SIGNED_IN = 'orchestrator:signed-in';
