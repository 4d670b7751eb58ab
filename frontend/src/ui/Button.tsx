import { type ComponentProps, useId } from 'react';
import { keysInWords } from './keys.ts';
import css from './ui.module.css';

type Look = 'plain' | 'primary' | 'quiet' | 'danger';

interface Props extends ComponentProps<'button'> {
  readonly look?: Look;
  /** Shown beside the label in tips: `Mod+Z`. */
  readonly keys?: string | undefined;
  /** Why it cannot be pressed now: it is grey, can be reached, and says so. */
  readonly whyNot?: string | undefined;
}

export function Button({ look = 'plain', keys, title, whyNot, className = '', ...rest }: Props) {
  const id = useId();
  const tip = whyNot ?? [title, keys && `(${keysInWords(keys)})`].filter(Boolean).join(' ');
  return (
    <>
      <button
        type="button"
        className={`${css.button} ${className}`}
        data-kind={look}
        {...(tip ? { title: tip } : {})}
        {...rest}
        {...(whyNot === undefined ? {} : refused(id))}
      />
      {whyNot !== undefined && (
        <span id={id} hidden>
          {whyNot}
        </span>
      )}
    </>
  );
}

/** Not `disabled`: that would be out of reach of the keyboard, and silent. */
function refused(id: string): ComponentProps<'button'> {
  return {
    type: 'button',
    'aria-disabled': true,
    'aria-describedby': id,
    onClick: (event) => event.preventDefault(),
  };
}
