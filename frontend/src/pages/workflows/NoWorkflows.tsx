import { Link } from '@tanstack/react-router';
import type { WorkflowsSearch } from '../../app/search.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Told.tsx';

interface Props {
  readonly search: WorkflowsSearch;
  readonly mayMake: boolean;
  readonly onMake: () => void;
}

export function NoWorkflows({ search, mayMake, onMake }: Props) {
  if (search.search) {
    return (
      <Empty title="No workflow by that name">
        <p>
          Names and descriptions were searched. <Link to="/">Show all workflows</Link>
        </p>
      </Empty>
    );
  }
  if (search.archived) {
    return (
      <Empty title="Nothing is archived">
        <p>
          <Link to="/">Back to the workflows</Link>
        </p>
      </Empty>
    );
  }
  return (
    <Empty title="No workflows yet">
      <p>
        {mayMake
          ? 'Begin with an example that runs without any key, an empty canvas, or a file.'
          : 'Your role lets you look; when somebody of your team makes one, it shows here.'}
      </p>
      {mayMake && (
        <Button look="primary" onClick={onMake}>
          New workflow
        </Button>
      )}
    </Empty>
  );
}
