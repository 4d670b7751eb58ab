/** Below this zoom, cards are too small to read and cost more than they tell. */
export const FAR_ZOOM = 0.45;
/** Fewer cards than this are shown as they are. */
export const FAR_CARDS = 150;
