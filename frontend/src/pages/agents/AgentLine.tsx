import type { Shape } from '../../api/client.ts';
import list from '../../ui/list.module.css';
import { StateMark } from '../../ui/StateMark.tsx';
import css from './agents.module.css';
import { readSettings } from './settings.ts';

const LOOKS = { active: 'done', paused: 'waiting', stopped: 'cancelled' } as const;

export function AgentLine({ row, onOpen }: { row: Shape<'AgentRow'>; onOpen: () => void }) {
  const { model, skills } = readSettings(row);
  return (
    <li className={`${list.row} ${css.row}`}>
      <div className={list.main}>
        <button type="button" className={`${list.name} ${css.open}`} data-row onClick={onOpen}>
          {row.name}
        </button>
        <p className={list.about}>{row.description || row.slug}</p>
      </div>
      <span className={`${list.mono} ${css.wide} ${css.cut}`}>{model || 'the default'}</span>
      <span className={`${list.faint} ${css.wide}`}>{skills}</span>
      <span className={`${list.number} ${css.wide}`}>{row.max_parallel}</span>
      <StateMark look={LOOKS[row.state]} word={row.state} />
    </li>
  );
}
