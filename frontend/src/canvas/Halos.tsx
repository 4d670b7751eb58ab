import { useStore, ViewportPortal } from '@xyflow/react';
import { useMemo, useSyncExternalStore } from 'react';
import { useHere } from '../collaboration/roomContext.ts';
import css from './canvas.module.css';

interface Halo {
  readonly id: string;
  readonly name: string;
  readonly color: string;
}

/** What others have selected, framed in their colour with their name. */
export function Halos() {
  const { presence } = useHere();
  const people = useSyncExternalStore(presence.people.subscribe, presence.people.get);
  const key = JSON.stringify(
    people
      .filter((person) => !person.isMe)
      .flatMap(({ name, color, field, selected = [] }) =>
        selected.map((id) => ({
          id,
          name: field?.task === id ? `${name} is editing` : name,
          color,
        })),
      ),
  );
  const halos = useMemo(() => JSON.parse(key) as Halo[], [key]);
  return (
    <ViewportPortal>
      {halos.map((halo) => (
        <HaloFrame key={`${halo.id} ${halo.name}`} {...halo} />
      ))}
    </ViewportPortal>
  );
}

function HaloFrame({ id, name, color }: Halo) {
  const box = useStore((state) => {
    const node = state.nodeLookup.get(id);
    if (node === undefined) return '';
    const { x, y } = node.internals.positionAbsolute;
    return `${x} ${y} ${node.measured.width ?? node.width ?? 0} ${node.measured.height ?? node.height ?? 0}`;
  });
  if (box === '') return null;
  const [x = 0, y = 0, width = 0, height = 0] = box.split(' ').map(Number);
  return (
    <div
      className={css.halo}
      style={{
        transform: `translate(${x - 6}px, ${y - 6}px)`,
        width: width + 12,
        height: height + 12,
        borderColor: color,
      }}
    >
      <span style={{ background: color }}>{name}</span>
    </div>
  );
}
