import { useEffect, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Said } from '../ui/Said.tsx';
import css from './designer.module.css';
import type { Toast } from './designer.ts';
import { useDesigner, useSignal } from './designerContext.ts';

const STAYS_MS = 6_000;

/** Short news at the lower edge; read out, and gone by themselves. */
export function Toasts() {
  const toasts = useSignal(useDesigner().toasts);
  return (
    <div className={css.toasts} role="status" aria-live="polite">
      {toasts.map((toast) => (
        <ToastRow key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastRow({ toast }: { toast: Toast }) {
  const designer = useDesigner();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(
      () => designer.dismiss(toast.id),
      toast.staysMs ?? (toast.isError ? 2 * STAYS_MS : STAYS_MS),
    );
    return () => clearTimeout(timer);
  }, [designer, toast, isHeld]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only stays while it is read
    <div
      className={css.toast}
      data-error={toast.isError || undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>
        <Said>{toast.text}</Said>
      </span>
      {toast.action && (
        <Button
          look="quiet"
          onClick={() => {
            toast.action?.run();
            designer.dismiss(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
    </div>
  );
}
