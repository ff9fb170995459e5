/**
 * The room that cards have. Google's documentation names a hundred widgets to a section and says nothing of texts; a panel is three hundred
 * pixels wide, and these keep the whole of the largest card below a hundred kilobytes.
 */
export const WIDGETS_IN_SECTION = 100;
/** UTF-16 units, before marks are escaped. */
export const TITLE = 80;
export const LABEL = 120;
export const TEXT = 600;
export const LARGEST_CARD_BYTES = 100_000;
