import { useCallback, useSyncExternalStore } from 'react';
import type * as Y from 'yjs';
import type { Json } from '../workflow/json.ts';
import { Preview } from './Preview.tsx';
import { type FieldSpec, isExpression, roleOf } from './schema.ts';

/** Under a setting that holds an expression: what it gives. */
export function PreviewOfField({
  id,
  spec,
  value,
  told,
}: {
  id: string;
  spec: FieldSpec;
  value: Json | undefined;
  told: string | undefined;
}) {
  const role = roleOf(spec);
  const isInner = role.startsWith('inner');
  if (role.endsWith('condition')) {
    if (typeof value !== 'string' || value.trim() === '') return null;
    return <Preview task={id} source={value} told={told} isCondition isInner={isInner} />;
  }
  if (value === undefined || !holdsExpression(value)) return null;
  return <Preview task={id} source={value} told={told} isInner={isInner} />;
}

/** The same of a text that several people type in. */
export function PreviewOfText({
  id,
  text,
  told,
}: {
  id: string;
  text: Y.Text;
  told: string | undefined;
}) {
  const subscribe = useCallback(
    (heard: () => void) => {
      text.observe(heard);
      return () => text.unobserve(heard);
    },
    [text],
  );
  const source = useSyncExternalStore(subscribe, () => text.toString());
  return holdsExpression(source) ? <Preview task={id} source={source} told={told} /> : null;
}

function holdsExpression(value: Json): boolean {
  if (typeof value === 'string') return isExpression(value) || value.includes('{%');
  if (Array.isArray(value)) return value.some(holdsExpression);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}
