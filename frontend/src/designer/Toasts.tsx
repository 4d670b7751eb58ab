import { useEffect } from 'react';
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
  useEffect(() => {
    const timer = setTimeout(
      () => designer.dismiss(toast.id),
      toast.isError ? 2 * STAYS_MS : STAYS_MS,
    );
    return () => clearTimeout(timer);
  }, [designer, toast]);

  return (
    <div className={css.toast} data-error={toast.isError || undefined}>
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
