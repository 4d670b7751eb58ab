import { useQuery } from '@tanstack/react-query';
import { providersQuery } from '../../api/queries.ts';
import { Field } from '../../ui/Field.tsx';
import form from '../../ui/form.module.css';
import type { AgentTexts } from './settings.ts';

interface Props {
  readonly texts: AgentTexts;
  readonly onChange: (texts: AgentTexts) => void;
  readonly hasState: boolean;
}

export function AgentFields({ texts, onChange, hasState }: Props) {
  const providers = useQuery(providersQuery).data ?? [];
  const put = (name: keyof AgentTexts) => (text: string) => onChange({ ...texts, [name]: text });
  const provider = texts.model.split(':')[0];
  const chosen = providers.find(({ name }) => name === provider);
  const ready = providers.filter(({ ready: isReady }) => isReady).map(({ name }) => name);
  return (
    <>
      <Field label="Name" value={texts.name} onChange={put('name')} isNeeded />
      <Field label="What it is for" value={texts.description} onChange={put('description')} />
      <Field
        label="Model"
        value={texts.model}
        onChange={put('model')}
        placeholder="the installation’s default"
        isMono
        hint={
          chosen && !chosen.ready
            ? (chosen.why_not ?? `${chosen.title} is not ready.`)
            : `provider:model. Ready here: ${ready.join(', ') || 'none'}.`
        }
      />
      <Field
        label="Instructions"
        value={texts.instructions}
        onChange={put('instructions')}
        lines={8}
      />
      <div className={form.row}>
        <Field
          label="Temperature"
          value={texts.temperature}
          onChange={put('temperature')}
          type="number"
          placeholder="the model’s"
        />
        <Field
          label="Most tokens of an answer"
          value={texts.maxTokens}
          onChange={put('maxTokens')}
          type="number"
          placeholder="the model’s"
        />
        <Field
          label="Tasks at once"
          value={texts.maxParallel}
          onChange={put('maxParallel')}
          type="number"
          isNeeded
        />
      </div>
      <Field
        label="What it can do"
        value={texts.skills}
        onChange={put('skills')}
        placeholder="summarise, translate 0.8"
        hint="Names that tasks ask for, each with how sure you are of it, 0 to 1."
      />
      {hasState && (
        <label className={form.field}>
          State
          <select
            className={form.input}
            value={texts.state}
            onChange={(event) => put('state')(event.target.value)}
          >
            <option value="active">active: takes tasks</option>
            <option value="paused">paused: its tasks wait</option>
            <option value="stopped">stopped: takes no tasks</option>
          </select>
        </label>
      )}
    </>
  );
}
