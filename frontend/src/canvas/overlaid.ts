/** What is drawn over the canvas while people do something there, loaded as one. */
export { Cursors } from './Cursors.tsx';
export { EdgeArrows } from './EdgeArrows.tsx';
export { FollowFrame } from './FollowFrame.tsx';
export { GuideLines } from './GuideLines.tsx';
export { Halos } from './Halos.tsx';
export { MapCursors } from './MapCursors.tsx';
