import css from './designer.module.css';

/** To the execution that drafts or has drafted; beside the designer, which may hold a draft. */
export function ExecutionLink({ execution }: { execution: string }) {
  return (
    <p className={css.faint}>
      <a href={`/executions/${execution}`} target="_blank" rel="noreferrer">
        What the model was asked, what it said and cost
      </a>
    </p>
  );
}
