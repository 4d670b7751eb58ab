import { useState } from 'react';
import { Button } from './Button.tsx';
import form from './form.module.css';

interface Props {
  readonly label: string;
  readonly question: string;
  readonly onSure: () => void;
}

/** A button for what cannot be undone: asks in place before it does it. */
export function Confirm({ label, question, onSure }: Props) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <Button look="quiet" onClick={() => setAsking(true)}>
        {label}
      </Button>
    );
  }
  return (
    <>
      <span role="status" className={form.hint}>
        {question}
      </span>
      <Button look="quiet" onClick={() => setAsking(false)}>
        Keep
      </Button>
      <Button
        look="danger"
        onClick={() => {
          setAsking(false);
          onSure();
        }}
      >
        {label}
      </Button>
    </>
  );
}
