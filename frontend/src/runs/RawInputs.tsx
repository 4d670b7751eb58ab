import form from '../ui/form.module.css';

/** All inputs of a run as one text of JSON. */
export function RawInputs({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  return (
    <label className={form.field}>
      Inputs as JSON
      <textarea
        className={form.input}
        data-mono
        rows={10}
        spellCheck={false}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
