import { useQuery } from '@tanstack/react-query';
import { examplesQuery } from '../../api/queries.ts';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import { useMake } from './useMake.ts';
import css from './workflows.module.css';

export function FromExample({ team }: { team: string }) {
  const examples = useQuery(examplesQuery);
  const make = useMake();
  const error = examples.error ?? make.error;
  return (
    <>
      {examples.isPending && <Waiting rows={4} />}
      {error && <Wrong error={error} />}
      <div className={css.choices}>
        {examples.data?.map(({ example, name, description }) => (
          <button
            key={example}
            type="button"
            className={css.choice}
            disabled={make.isPending}
            onClick={() => make.mutate({ team, example })}
          >
            <strong>{name}</strong>
            <span>{description}</span>
          </button>
        ))}
      </div>
    </>
  );
}
