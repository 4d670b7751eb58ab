import { useQuery } from '@tanstack/react-query';
import { examplesQuery } from '../api/queries.ts';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { pasteText } from './editing.ts';

const FIRST: readonly string[] = ['fetch_process_store', 'data_science', 'approval'];

/** What to begin with: three that run without any key, a description, or one's own. */
export default function EmptyCanvas() {
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  const examples = useQuery(examplesQuery).data ?? [];
  const take = (document: unknown) => {
    pasteText(designer, JSON.stringify(document), { x: 0, y: 0 }, false, 'put in');
    requestAnimationFrame(() => designer.canvas?.fit());
  };

  if (!mayEdit) return <p className={css.empty}>There is nothing in this workflow yet.</p>;
  return (
    <section className={css.empty} aria-label="Begin">
      <h2>Begin with a task</h2>
      <p>Double-click the canvas, press N, or drag one in from the left.</p>
      <p>Or take an example; each runs without any key:</p>
      <div className={css.starters}>
        {examples
          .filter(({ example }) => FIRST.includes(example))
          .map(({ example, name, description, document }) => (
            <Button key={example} onClick={() => take(document)} title={description}>
              {name}
            </Button>
          ))}
      </div>
      <p>Or begin with words, or with a document:</p>
      <div className={css.starters}>
        <Button onClick={() => designer.open({ is: 'describe' })}>Describe it…</Button>
        <Button onClick={() => designer.open({ is: 'paste', text: '', keeps: false })}>
          Paste JSON…
        </Button>
      </div>
    </section>
  );
}
