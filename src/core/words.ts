/** Numbers and people's own words as sentences carry them. */

/** "1 fault", "3 faults", "1,234 lines": the one way in which a text counts something. */
export const counted = (count: number | bigint, singular: string, plural = `${singular}s`): string =>
  `${grouped(count)} ${Number(count) === 1 ? singular : plural}`;

/** A whole number with a comma between thousands. */
export const grouped = (whole: number | bigint | string): string =>
  String(whole).replace(/\B(?=(\d{3})+$)/g, ',');

/** What somebody wrote, as a sentence that another one can follow: with a full stop where it has no end of its own. */
export const asSentence = (text: string): string =>
  /[.!?…]$/.test(text.trimEnd()) ? text : `${text.trimEnd()}.`;
