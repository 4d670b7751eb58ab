/** What tells of people on the canvas and beside what is seen of it, loaded as one. */
export { Cursors } from './Cursors.tsx';
export { EdgeArrows } from './EdgeArrows.tsx';
export { MapCursors } from './MapCursors.tsx';
