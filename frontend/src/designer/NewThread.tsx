import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '../api/client.ts';
import type { Place } from './commenting.ts';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { WriteComment } from './WriteComment.tsx';

/** A new comment, which says where it goes: to what is selected, or to the whole workflow. */
export function NewThread({ places }: { places: readonly Place[] }) {
  const designer = useDesigner();
  const first = places[0]?.key;
  const [offered, setOffered] = useState(first);
  const [chosen, setChosen] = useState(first);
  if (offered !== first) {
    // Something else was selected; what is written goes on about that, and the heading says so.
    setOffered(first);
    setChosen(first);
  }
  const place = places.find(({ key }) => key === chosen) ?? (places[0] as Place);
  const begin = useMutation({
    mutationFn: (text: string) =>
      answered(
        api.POST('/api/v1/workflows/{workflow_id}/threads', {
          params: { path: { workflow_id: designer.workflowId } },
          body: { text, ...place.body } as never,
        }),
      ),
    onSuccess: () => designer.commentPoint.set(undefined),
  });
  const heading =
    places.length === 1 ? (
      <>
        Comment on <strong>{place.label}</strong>{' '}
        <span className={css.faint}>· select a task or an edge to comment on it</span>
      </>
    ) : (
      <label>
        Comment on{' '}
        <select value={place.key} onChange={(event) => setChosen(event.target.value)}>
          {places.map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      </label>
    );
  return (
    <WriteComment
      label={`Comment on ${place.label}`}
      heading={heading}
      placeholder="Write; @name mentions somebody"
      mutation={begin}
      isNew
    />
  );
}
