/** Thrown where a file is no workbook at all, or a broken one; the message says why, as the end of a sentence. */
export class Unreadable extends Error {}
