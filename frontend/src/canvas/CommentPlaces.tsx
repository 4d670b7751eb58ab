import { useDesigner, useSignal } from '../designer/designerContext.ts';
import { CommentLayer } from '../designer/parts.ts';
import { Guarded } from '../ui/Guarded.tsx';

/** Comments on points of the canvas, and choosing one: nothing while there are none. */
export function CommentPlaces() {
  const designer = useDesigner();
  const hasPoints = useSignal(designer.points).length > 0;
  const hasPoint = useSignal(designer.commentPoint) !== undefined;
  const isPointing = useSignal(designer.isPointing);
  const isWanted = useSignal(designer.wantedMark) !== undefined;
  if (!hasPoints && !hasPoint && !isPointing && !isWanted) return null;
  return (
    <Guarded>
      <CommentLayer />
    </Guarded>
  );
}
