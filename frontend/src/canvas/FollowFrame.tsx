import { usePeople } from '../collaboration/roomContext.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import css from './canvas.module.css';

/** While one follows somebody: a frame in their colour, and how it ends. */
export function FollowFrame() {
  const followed = useSignal(useDesigner().following);
  const person = usePeople().find(({ client }) => client === followed);
  if (person === undefined) return null;
  return (
    <div className={css.follow} style={{ borderColor: person.color }} role="status">
      <span style={{ background: person.color }}>
        Following {person.name} · whatever you do here ends it
      </span>
    </div>
  );
}
