import { useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import { Check, Copy } from './icons.ts';

const TOLD_MS = 2_000;

interface Props {
  /** Made only when it is wanted. */
  readonly text: () => string;
  readonly label: string;
  /** With the word beside the sign. */
  readonly isWide?: boolean;
}

/** Puts a text on the clipboard, and says that it did. */
export function CopyButton({ text, label, isWide = false }: Props) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), TOLD_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <Button
      look="quiet"
      {...(isWide ? {} : { 'aria-label': label, title: label })}
      onClick={async () => {
        await navigator.clipboard.writeText(text());
        setCopied(true);
      }}
    >
      {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      {isWide && (isCopied ? 'Copied' : label)}
      {!isWide && isCopied && <span role="status">Copied</span>}
    </Button>
  );
}
