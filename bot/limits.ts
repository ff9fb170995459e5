/**
 * Slack's limits, as its documentation and types give them, and the room that Cardline leaves itself below them. Slack counts
 * UTF-16 units where it counts characters.
 */

export const BLOCKS_IN_MESSAGE = 50;
export const BLOCKS_IN_MODAL = 100;
export const HEADER = 150;
export const SECTION = 3000;
export const FIELD = 2000;
export const FIELDS = 10;
export const BUTTON = 75;
export const ACTIONS = 25;
export const OPTION = 75;
export const OPTIONS = 100;
export const TITLE = 24;
export const INPUT_LABEL = 2000;
export const INPUT_HINT = 2000;
export const PLACEHOLDER = 150;
export const INPUT_LENGTH = 3000;
/** `text` of a message: cut by Slack beyond 4,000. */
export const MESSAGE_TEXT = 3000;
/** Slack refuses messages whose blocks together hold about 12,000 characters (`msg_blocks_too_long`); not documented. */
export const MESSAGE_BUDGET = 10_000;
