import { useState } from 'react';
import { useTeams } from '../../app/useTeams.ts';
import form from '../../ui/form.module.css';
import list from '../../ui/list.module.css';
import { Popup } from '../../ui/Popup.tsx';
import { FromExample } from './FromExample.tsx';
import { FromNothing } from './FromNothing.tsx';
import { FromText } from './FromText.tsx';

const WAYS = { example: 'From an example', empty: 'Empty', text: 'Import' } as const;
type Way = keyof typeof WAYS;

/** A new workflow: from an example, from nothing, or from a text or file. */
export function NewWorkflow({ onClose }: { onClose: () => void }) {
  const [way, setWay] = useState<Way>('example');
  const { teams } = useTeams();
  const mine = teams.filter(({ capabilities }) => capabilities.includes('edit'));
  const [team, setTeam] = useState(mine[0]?.id ?? '');

  return (
    <Popup title="New workflow" onClose={onClose}>
      <div className={form.form}>
        <div className={list.tools}>
          <fieldset className={list.tabs} aria-label="Begin">
            {Object.entries(WAYS).map(([name, title]) => (
              <button
                key={name}
                type="button"
                aria-pressed={name === way}
                onClick={() => setWay(name as Way)}
              >
                {title}
              </button>
            ))}
          </fieldset>
          {mine.length > 1 && (
            <select
              className={list.select}
              aria-label="Team"
              value={team}
              onChange={(event) => setTeam(event.target.value)}
            >
              {mine.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </div>
        {way === 'example' && <FromExample team={team} />}
        {way === 'empty' && <FromNothing team={team} />}
        {way === 'text' && <FromText team={team} />}
      </div>
    </Popup>
  );
}
