import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import css from './menu.module.css';

interface Props {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  readonly side?: 'bottom' | 'right' | 'top';
  readonly align?: 'start' | 'end';
}

/** A list of what can be done here, behind a button. */
export function Menu({ trigger, children, side = 'bottom', align = 'end' }: Props) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={css.place} side={side} align={align} sideOffset={4}>
          <Base.Popup className={css.menu}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ onPick, children }: { onPick: () => void; children: ReactNode }) {
  return (
    <Base.Item className={css.item} onClick={onPick}>
      {children}
    </Base.Item>
  );
}

/** An item that leads elsewhere; `render` may be a router's link. */
export function MenuLink({ render, children }: { render: ReactElement; children: ReactNode }) {
  return (
    <Base.LinkItem className={css.item} render={render} closeOnClick>
      {children}
    </Base.LinkItem>
  );
}

export function MenuLine() {
  return <Base.Separator className={css.line} />;
}
