import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Signal } from '../collaboration/signal.ts';
import type { Designer } from './designer.ts';

export const DesignerContext = createContext<Designer | undefined>(undefined);

export function useDesigner(): Designer {
  const designer = useContext(DesignerContext);
  if (designer === undefined) throw new Error('there is no designer here');
  return designer;
}

export function useSignal<Value>(signal: Signal<Value>): Value {
  return useSyncExternalStore(signal.subscribe, signal.get);
}
