import { useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import { copyText } from './clipboard.ts';
import { Check, Copy } from './icons.ts';

const TOLD_MS = 2_000;
const COPIED = 'Copied';

interface Props {
  /** Made only when it is wanted. */
  readonly text: () => string;
  readonly label: string;
  /** With the word beside the sign. */
  readonly isWide?: boolean;
}

/** Puts a text on the clipboard, and says that it did. */
export function CopyButton({ text, label, isWide = false }: Props) {
  const [told, setTold] = useState('');
  const isCopied = told === COPIED;
  useEffect(() => {
    if (told === '') return;
    const timer = setTimeout(() => setTold(''), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);
  return (
    <Button
      look="quiet"
      {...(isWide ? {} : { 'aria-label': label, title: label })}
      onClick={async () => {
        setTold((await copyText(text())) ? COPIED : 'The browser did not let it be copied');
      }}
    >
      {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      {isWide && (told || label)}
      {!isWide && told && <span role="status">{told}</span>}
    </Button>
  );
}
