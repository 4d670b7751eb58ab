import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Download } from '../../ui/icons.ts';
import list from '../../ui/list.module.css';
import { SearchField } from '../../ui/SearchField.tsx';
import { LEVELS, type Level } from './lineRange.ts';
import css from './lines.module.css';

export interface LogSettings {
  readonly search: string;
  readonly least: Level;
  readonly isFollowing: boolean;
  readonly isWrapped: boolean;
}

interface Props {
  readonly settings: LogSettings;
  readonly onChange: (changes: Partial<LogSettings>) => void;
  readonly shown: number;
  readonly whole: number;
  readonly marked: number;
  readonly isReading: boolean;
  /** The marked lines; without a mark, all that are shown. */
  readonly text: () => string;
  readonly onSave: () => void;
}

export function LogTools({ settings, onChange, shown, whole, marked, ...more }: Props) {
  const { search, least, isFollowing, isWrapped } = settings;
  return (
    <div className={list.tools}>
      <SearchField
        label="Search all lines"
        value={search}
        onChange={(text) => onChange({ search: text })}
        takesFind
      />
      <select
        className={css.least}
        aria-label="Level"
        value={least}
        onChange={(event) => onChange({ least: event.target.value as Level })}
      >
        {LEVELS.map((level, at) => (
          <option key={level} value={level}>
            {at === 0 ? 'all levels' : at === LEVELS.length - 1 ? level : `${level} and worse`}
          </option>
        ))}
      </select>
      <Button
        look="quiet"
        aria-pressed={isFollowing}
        onClick={() => onChange({ isFollowing: !isFollowing })}
      >
        Follow
      </Button>
      <Button
        look="quiet"
        aria-pressed={isWrapped}
        onClick={() => onChange({ isWrapped: !isWrapped })}
      >
        Wrap
      </Button>
      <CopyButton
        label={marked > 0 ? `Copy ${marked} ${marked === 1 ? 'line' : 'lines'}` : 'Copy'}
        text={more.text}
        isWide
      />
      <Button look="quiet" disabled={whole === 0} onClick={more.onSave}>
        <Download size={14} aria-hidden /> Save
      </Button>
      <span className={list.faint} role="status">
        {shown === whole
          ? NUMBER.format(whole)
          : `${NUMBER.format(shown)} of ${NUMBER.format(whole)}`}{' '}
        {whole === 1 ? 'line' : 'lines'}
        {more.isReading && ', reading on…'}
      </span>
    </div>
  );
}

const NUMBER = new Intl.NumberFormat('en');
