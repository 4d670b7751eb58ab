import { Pin } from '../ui/icons.ts';
import css from './pins.module.css';
import { usePin } from './usePins.ts';

/** On the card of a pinned task: runs of the draft take its pin. */
export function PinBadge({ task }: { task: string }) {
  const pin = usePin(task);
  if (pin === undefined) return null;
  return (
    <span className={css.badge} title="Pinned: runs of the draft take this output">
      <Pin size={12} aria-hidden />
      <span>pinned</span>
    </span>
  );
}
