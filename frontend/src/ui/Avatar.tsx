import css from './ui.module.css';

/** A person as a disc in their colour with two letters. */
export function Avatar({ name, color }: { name: string; color: string }) {
  return (
    <span
      className={css.avatar}
      style={{ background: color }}
      data-letters={lettersOf(name)}
      aria-hidden="true"
    />
  );
}

function lettersOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? words.map(([first]) => first) : [...(words[0] ?? '?')];
  return letters.slice(0, 2).join('').toUpperCase();
}
