import { memo } from 'react';
import css from './markdown.module.css';
import { type Block, blocksOf, type Inline, MOST_CHARS } from './markdown.ts';

/** A text in Markdown, drawn; nothing in it is ever taken as HTML. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  if (text.length > MOST_CHARS) return <p className={css.long}>{text}</p>;
  return <div className={css.markdown}>{blocksOf(text).map(drawBlock)}</div>;
});

// Blocks and their parts have no identity but their place.
function drawBlock(block: Block, key: number) {
  switch (block.is) {
    case 'heading':
      return (
        <p key={key} className={css.heading} data-level={block.level}>
          <strong>{drawn(block.inside)}</strong>
        </p>
      );
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
        <pre key={key} tabIndex={0}>
          {block.text}
        </pre>
      );
    case 'rule':
      return <hr key={key} />;
    case 'quote':
      return <blockquote key={key}>{drawn(block.inside)}</blockquote>;
    case 'paragraph':
      return <p key={key}>{drawn(block.inside)}</p>;
    case 'list':
      return drawList(block, key);
    case 'table':
      return drawTable(block, key);
  }
}

function drawList({ start, items }: Extract<Block, { is: 'list' }>, key: number) {
  const List = start === undefined ? 'ul' : 'ol';
  return (
    <List key={key} {...(start === undefined ? {} : { start })}>
      {items.map(({ depth, inside }, at) => (
        <li key={String(at)} data-depth={depth || undefined}>
          {drawn(inside)}
        </li>
      ))}
    </List>
  );
}

function drawTable({ rows: [head = [], ...rows] }: Extract<Block, { is: 'table' }>, key: number) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
    <div key={key} className={css.wide} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, at) => (
              <th key={String(at)} scope="col">
                {drawn(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={String(at)}>
              {row.map((cell, place) => (
                <td key={String(place)}>{drawn(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function drawn(parts: readonly Inline[]): React.ReactNode {
  return parts.map((part, key) => drawPart(part, String(key)));
}

function drawPart(part: Inline, key: string): React.ReactNode {
  switch (part.is) {
    case 'text':
      return part.text;
    case 'code':
      return <code key={key}>{part.text}</code>;
    case 'strong':
      return <strong key={key}>{drawn(part.inside)}</strong>;
    case 'em':
      return <em key={key}>{drawn(part.inside)}</em>;
    case 'link':
      return (
        <a key={key} href={part.href} target="_blank" rel="noopener noreferrer">
          {drawn(part.inside)}
        </a>
      );
  }
}
