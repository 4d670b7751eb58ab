import css from './designer.module.css';

/** While the document comes: said only when it takes long. */
export function Opening() {
  return (
    <p className={css.opening} role="status">
      Opening the workflow…
    </p>
  );
}
