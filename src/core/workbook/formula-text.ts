/**
 * Text in files that people open in a spreadsheet. What it would run as a formula leaves with an apostrophe in front, which
 * coming back takes off again.
 */

/** With apostrophes of its own in front or not: what begins a formula, or the blanks that can hide one. */
const DANGEROUS = /^'*[=+\-@\t\r]/;
const PROTECTED = /^'+[=+\-@\t\r]/;

export const protect = (text: string): string => (DANGEROUS.test(text) ? `'${text}` : text);
/** Most cells do not begin with an apostrophe, and a sheet has a million of them. */
export const unprotect = (text: string): string =>
  text.charCodeAt(0) === APOSTROPHE && PROTECTED.test(text) ? text.slice(1) : text;
const APOSTROPHE = 39;
