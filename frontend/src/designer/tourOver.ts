/** Whether somebody has had enough of the hints of a first visit, in this browser. */
const KEY = 'orchestrator.tour';

export function isTourOver(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true; // where nothing is kept, it would come at every visit
  }
}

export function keepTourOver(): void {
  try {
    localStorage.setItem(KEY, 'over');
  } catch {
    // It does not come by itself then.
  }
}
