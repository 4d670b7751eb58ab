import { useDesigner } from '../designer/designerContext.ts';
import { KindGlyph } from '../ui/KindGlyph.tsx';
import { nameOf } from '../workflow/graph.ts';
import type { JsonObject } from '../workflow/json.ts';
import { NodeName } from './NodeName.tsx';

/** The kind of a task as a sign, and its name. */
export function NodeTitle({ id, task }: { id: string; task: JsonObject | undefined }) {
  const kind = useDesigner().kind(task?.kind);
  return (
    <>
      <KindGlyph kind={String(task?.kind)} />
      <NodeName id={id} name={nameOf(id, task)} kind={kind?.title ?? String(task?.kind)} />
    </>
  );
}
