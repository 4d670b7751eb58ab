import { Button } from '../ui/Button.tsx';
import { Refused } from '../ui/Told.tsx';
import { Drafted } from './Drafted.tsx';
import { Drafting } from './Drafting.tsx';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { ExecutionLink } from './ExecutionLink.tsx';
import { useDescribing } from './useDescribing.ts';

const LONGEST = 2_000;
const EXAMPLE =
  'Read customer feedback, list the main complaints, and draft an answer to each of them.';

/** A workflow from a sentence or two: asked for, drafted by a model, looked at, then put in. */
export default function Describe() {
  const describing = useDescribing();
  const { stage } = describing;
  if (stage.is === 'drafting') {
    const { execution } = stage;
    return (
      <Drafting
        key={execution}
        execution={execution}
        isStopping={describing.isStopping}
        onStop={() => describing.stop(execution)}
        onEnd={() => describing.read(execution)}
      />
    );
  }
  if (stage.is === 'drafted') return <Drafted draft={stage} onAgain={describing.again} />;
  return <Asking describing={describing} {...stage} />;
}

interface AskingProps {
  readonly describing: ReturnType<typeof useDescribing>;
  readonly error?: Error;
  readonly execution?: string;
}

function Asking({ describing, error, execution }: AskingProps) {
  const designer = useDesigner();
  const { text, isStarting } = describing;
  const isReady = text.trim() !== '' && !isStarting;
  const start = () => isReady && describing.start();
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <label>
        What should the workflow do?
        <textarea
          // biome-ignore lint/a11y/noAutofocus: the dialogue was opened to write into it
          autoFocus
          rows={5}
          maxLength={LONGEST}
          placeholder={EXAMPLE}
          value={text}
          onChange={(event) => describing.write(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            event.stopPropagation(); // on the page the same keys run the draft
            start();
          }}
        />
        <small>
          A sentence or two. A model of your team drafts the steps; you see them before anything is
          put in.
        </small>
      </label>
      {error && <Refused error={error} />}
      {execution !== undefined && <ExecutionLink execution={execution} />}
      <p className={css.answers}>
        <Button onClick={() => designer.close()}>Cancel</Button>
        <Button look="primary" type="submit" keys="Mod+Enter" disabled={!isReady}>
          {isStarting ? 'Starting…' : error ? 'Try again' : 'Draft it'}
        </Button>
      </p>
    </form>
  );
}
