/** What comments need, loaded as one. */
export { default as CommentLayer } from '../canvas/CommentLayer.tsx';
export { EdgeTools } from '../canvas/EdgeTools.tsx';
export { default } from './Comments.tsx';
export { default as NoticeMark } from './NoticeMark.tsx';
