import { Dialog } from '@base-ui/react/dialog';
import { type ReactNode, useRef } from 'react';
import { X } from './icons.ts';
import css from './ui.module.css';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** `side` comes from the right and leaves the canvas in sight. */
  readonly place?: 'middle' | 'top' | 'side';
  readonly isTitleHidden?: boolean;
}

/** A dialogue that takes the focus and gives it back. */
export function Popup({
  title,
  onClose,
  children,
  place = 'middle',
  isTitleHidden = false,
}: Props) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={css.backdrop} data-place={place} />
        <Dialog.Popup
          ref={popup}
          className={css.popup}
          data-place={place}
          // What took the focus by itself keeps it.
          initialFocus={() => !popup.current?.contains(document.activeElement)}
        >
          <div className={isTitleHidden ? css.hidden : css.popupHead}>
            <Dialog.Title className={css.popupTitle}>{title}</Dialog.Title>
            <Dialog.Close className={css.close} aria-label="Close">
              <X size={16} />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
