/** For the form of a dialogue: who opened it by a key goes on with what is to be filled in. */
export function focusFirstField(form: HTMLFormElement | null): void {
  if (form === null || form.contains(document.activeElement)) return;
  form.querySelector<HTMLElement>('input, select, textarea')?.focus();
}
