import { CommentMark } from '../designer/CommentMark.tsx';
import { PinBadge } from '../pins/PinBadge.tsx';
import { ChangedMark } from './ChangedMark.tsx';
import { NodeState } from './NodeState.tsx';

/** What a card tells of its task besides its settings. */
export function NodeMarks({ id, isDisabled }: { id: string; isDisabled: boolean }) {
  return (
    <>
      <PinBadge task={id} />
      <ChangedMark task={id} />
      <CommentMark task={id} />
      <NodeState id={id} isDisabled={isDisabled} />
    </>
  );
}
