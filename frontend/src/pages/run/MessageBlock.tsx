import { useState } from 'react';
import { type Block, isFolded, speakerOf } from '../../runs/conversation.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { ChevronDown, ChevronRight } from '../../ui/icons.ts';
import { Marked } from '../../ui/Marked.tsx';
import css from './conversation.module.css';

const SHOWN_CHARS = 4_000;

/** One thing that was said; a search unfolds all that it finds. */
export function MessageBlock({ block, search }: { block: Block; search: string }) {
  const { message, text, result } = block;
  const [isOpen, setOpen] = useState(!isFolded(message));
  const isShown = isOpen || search !== '';
  const speaker = speakerOf(message);
  return (
    <li className={css.message} data-role={message.role} data-kind={message.kind}>
      <div className={css.head}>
        <button
          type="button"
          className={css.fold}
          aria-expanded={isShown}
          onClick={() => setOpen(!isOpen)}
        >
          {isShown ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          {speaker}
        </button>
        {message.model && <span className={css.model}>{message.model}</span>}
        {!isShown && <span className={css.gist}>{text.slice(0, 120)}</span>}
        <CopyButton
          label={`Copy message ${block.number}`}
          text={() => [text, result].filter(Boolean).join('\n\n')}
        />
      </div>
      {isShown && <Words text={text} search={search} />}
      {isShown && result !== undefined && (
        <>
          <p className={css.gave}>gave</p>
          <Words text={result} search={search} />
        </>
      )}
      {isShown && message.left_out > 0 && (
        <p className={css.faint}>{message.left_out} more characters were not kept.</p>
      )}
    </li>
  );
}

/** Never markup: what models write is shown as it is. */
function Words({ text, search }: { text: string; search: string }) {
  const [isWhole, setWhole] = useState(false);
  const isCut = text.length > SHOWN_CHARS && !isWhole && search === '';
  return (
    <>
      <p className={css.words}>
        <Marked text={isCut ? text.slice(0, SHOWN_CHARS) : text} search={search} />
        {isCut && '…'}
      </p>
      {isCut && (
        <Button onClick={() => setWhole(true)}>
          Show all {text.length.toLocaleString('en')} characters
        </Button>
      )}
    </>
  );
}
