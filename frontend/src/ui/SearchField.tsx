import { useEffect, useRef, useState } from 'react';
import { Search } from './icons.ts';
import css from './list.module.css';

const PAUSE_MS = 200;

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** What it searches is not all on the page, so the browser's own search would not find it. */
  readonly takesFind?: boolean;
}

/** Asks when one pauses typing; `/` goes to it from anywhere on the page. */
export function SearchField({ label, value, onChange, takesFind = false }: Props) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const told = useRef(value);
  const tell = useRef(onChange);
  tell.current = onChange;

  useEffect(() => {
    if (value !== told.current) setText(value); // changed elsewhere: a link, or going back
    told.current = value;
  }, [value]);

  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      tell.current(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const isSlash =
        event.key === '/' && !(event.target as HTMLElement).matches('input, textarea, select');
      const isFind =
        takesFind && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f';
      if (!isSlash && !isFind) return;
      event.preventDefault();
      field.current?.focus();
      if (isFind) field.current?.select();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [takesFind]);

  return (
    <span className={css.search}>
      <Search size={14} aria-hidden />
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
      />
    </span>
  );
}
