import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksOf, type Inline, MOST_CHARS, settledLength } from '../src/ui/markdown.ts';

const plain = (text: string): Inline => ({ is: 'text', text });

test('headings, lists, quotes, code, rules and tables are told apart', () => {
  const text = [
    '# News',
    'One **bold** line',
    'and `code`.',
    '',
    '- one',
    '  - inside',
    '1. first',
    '> said',
    '---',
    '```py',
    '# no heading',
    '```',
    '| a | b |',
    '|---|---|',
    '| 1 | 2 |',
  ].join('\n');

  const blocks = blocksOf(text);

  assert.deepEqual(
    blocks.map(({ is }) => is),
    ['heading', 'paragraph', 'list', 'quote', 'rule', 'code', 'table'],
  );
  assert.deepEqual(blocks[1], {
    is: 'paragraph',
    inside: [
      plain('One '),
      { is: 'strong', inside: [plain('bold')] },
      plain(' line\nand '),
      { is: 'code', text: 'code' },
      plain('.'),
    ],
  });
  assert.deepEqual(blocks[5], { is: 'code', text: '# no heading' });
});

test('markup stays text, and no link leads elsewhere than to the web', () => {
  const wild =
    '<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](//evil) [c](data:text/html,x)';

  assert.deepEqual(blocksOf(wild), [{ is: 'paragraph', inside: [plain(wild)] }]);
  assert.deepEqual(blocksOf('[d](https://example.org/x)'), [
    {
      is: 'paragraph',
      inside: [{ is: 'link', href: 'https://example.org/x', inside: [plain('d')] }],
    },
  ]);
});

test('no letter is lost, whatever is written', () => {
  for (const text of ['a*b*c', '**', '*', '[x](', '```', '|', '1.', '#', '***', '- ', '>']) {
    assert.ok(blocksOf(text).length <= 1, text);
  }
  assert.equal(JSON.stringify(blocksOf('2 * 3 * 4')).includes('2 * 3 * 4'), true);
});

test('the longest texts that are read are read in no time', () => {
  const started = performance.now();
  for (const piece of ['*a ', '**', '[', '`', '> ', '- ', '| ', '_', '#'])
    blocksOf(piece.repeat(MOST_CHARS / piece.length));

  assert.ok(performance.now() - started < 2_000);
});

test('blanks that lead nowhere do not hang the page of a reader', () => {
  const started = performance.now();
  const many = ' '.repeat(MOST_CHARS / 2 - 10);
  for (const text of [`# ${many}${many}\ry\rx`, `# a${many}${many}b`, `a|b\n${many}-${many}x`])
    blocksOf(text);

  assert.ok(performance.now() - started < 1_000);
});

test('lines may end as on any system, and a heading may end in #', () => {
  assert.deepEqual(
    blocksOf('# C# ##\r\n- one\r\n> said\rplain').map(({ is }) => is),
    ['heading', 'list', 'quote', 'paragraph'],
  );
  assert.deepEqual(
    ['# C#', '# Title ##'].flatMap((text) => blocksOf(text)),
    [
      { is: 'heading', level: 1, inside: [plain('C#')] },
      { is: 'heading', level: 1, inside: [plain('Title')] },
    ],
  );
});

test('of a text that is being written, whole blocks are settled and open code is not', () => {
  assert.equal(settledLength('# Title'), 0);
  assert.equal(settledLength('# Title\n\nMo'), 9);
  assert.equal(settledLength('a\n\n```\nx\n\ny'), 3);
  assert.equal(settledLength('```\nx\n```\nz'), 10);
});
