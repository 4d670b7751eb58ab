import { createContext } from 'react';
import type { Scope } from '../editor/visibleNames.ts';

/** Where the expressions of the fields inside stand. */
export const ScopeContext = createContext<Scope>({});
