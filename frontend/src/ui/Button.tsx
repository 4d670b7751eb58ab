import type { ComponentProps } from 'react';
import css from './ui.module.css';

type Look = 'plain' | 'primary' | 'quiet' | 'danger';

interface Props extends ComponentProps<'button'> {
  readonly look?: Look;
  /** Shown beside the label in tips: `Mod+Z`. */
  readonly keys?: string;
}

export function Button({ look = 'plain', keys, title, className = '', ...rest }: Props) {
  const tip = [title, keys && `(${keys})`].filter(Boolean).join(' ');
  return (
    <button
      type="button"
      className={`${css.button} ${className}`}
      data-kind={look}
      {...(tip ? { title: tip } : {})}
      {...rest}
    />
  );
}
