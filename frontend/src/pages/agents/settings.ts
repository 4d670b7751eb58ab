/** An agent's settings as the texts of a form, and back; settings that no field shows stay. */
import type { Shape } from '../../api/client.ts';
import { isObject, type Json, type JsonObject } from '../../workflow/json.ts';

type AgentRow = Shape<'AgentRow'>;

export interface AgentTexts {
  readonly name: string;
  readonly description: string;
  readonly model: string;
  readonly instructions: string;
  readonly temperature: string;
  readonly maxTokens: string;
  /** `summarise, translate 0.8` */
  readonly skills: string;
  readonly maxParallel: string;
  readonly state: AgentRow['state'];
}

export const NEW_AGENT: AgentTexts = {
  name: '',
  description: '',
  model: '',
  instructions: '',
  temperature: '',
  maxTokens: '',
  skills: '',
  maxParallel: '10',
  state: 'active',
};

export function readSettings(agent: AgentRow): AgentTexts {
  const settings = isObject(agent.settings) ? agent.settings : {};
  const text = (name: string) => {
    const value = settings[name];
    return value === undefined || value === null ? '' : String(value);
  };
  return {
    name: agent.name,
    description: agent.description,
    model: text('model'),
    instructions: text('instructions'),
    temperature: text('temperature'),
    maxTokens: text('max_tokens'),
    skills: skillsText(agent.capabilities),
    maxParallel: String(agent.max_parallel),
    state: agent.state,
  };
}

export function writeSettings(texts: AgentTexts, before: unknown) {
  const settings: Record<string, Json> = { ...((isObject(before) ? before : {}) as JsonObject) };
  put(settings, 'model', texts.model.trim());
  put(settings, 'instructions', texts.instructions);
  put(settings, 'temperature', numberIn(texts.temperature));
  put(settings, 'max_tokens', numberIn(texts.maxTokens));
  return {
    name: texts.name.trim(),
    description: texts.description.trim(),
    settings,
    capabilities: skillsIn(texts.skills),
    max_parallel: Number(texts.maxParallel),
  };
}

function put(settings: Record<string, Json>, name: string, value: Json | undefined): void {
  if (value === undefined || value === '') delete settings[name];
  else settings[name] = value;
}

function numberIn(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}

function skillsText(capabilities: unknown): string {
  if (!Array.isArray(capabilities)) return '';
  return capabilities
    .filter(isObject)
    .map(({ name, confidence }) =>
      confidence === undefined || confidence === 1 ? String(name) : `${name} ${confidence}`,
    )
    .join(', ');
}

function skillsIn(text: string): { name: string; confidence: number }[] {
  return text
    .split(',')
    .map((each) => each.trim().split(/\s+/))
    .filter(([name]) => name !== undefined && name !== '')
    .map(([name = '', confidence = '1']) => ({ name, confidence: Number(confidence) }));
}
