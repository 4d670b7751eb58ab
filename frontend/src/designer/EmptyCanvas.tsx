import { useMutation, useQuery } from '@tanstack/react-query';
import { answered, api } from '../api/client.ts';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { pasteText } from './editing.ts';
import { starters } from './starters.ts';

/** What to begin with: three that run without any key, or one's own. */
export function EmptyCanvas() {
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  const workflows = useQuery({
    queryKey: ['workflows', 'examples'],
    queryFn: async () =>
      (
        await answered(
          api.GET('/api/v1/workflows', { params: { query: { tag: 'example' } as never } }),
        )
      ).items,
  }).data;
  const take = useMutation({
    mutationFn: async (id: string) => {
      const path = { workflow_id: id };
      return answered(api.GET('/api/v1/workflows/{workflow_id}/document', { params: { path } }));
    },
    onSuccess: (row) => {
      pasteText(designer, JSON.stringify((row as { document: unknown }).document), { x: 0, y: 0 });
      requestAnimationFrame(() => designer.canvas?.fit());
    },
    onError: (error) => designer.tell(error.message, undefined, true),
  });

  if (!mayEdit) return <p className={css.empty}>There is nothing in this workflow yet.</p>;
  return (
    <section className={css.empty} aria-label="Begin">
      <h2>Begin with a task</h2>
      <p>Double-click the canvas, press N, drag one in from the left, or paste tasks as JSON.</p>
      <div className={css.starters}>
        {starters(workflows ?? []).map(({ id, name, description }) => (
          <Button key={id} onClick={() => take.mutate(id)} title={description}>
            {name}
          </Button>
        ))}
      </div>
    </section>
  );
}
