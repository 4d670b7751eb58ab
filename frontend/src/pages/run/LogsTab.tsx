import { LogView } from './LogView.tsx';

/** What all tasks logged. */
export function LogsTab() {
  return <LogView />;
}
