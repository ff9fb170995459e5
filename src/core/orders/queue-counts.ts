/**
 * How far the requests of a queue are counted. Past a thousand nobody reads the number, and counting on would make every look at
 * a long queue slower than the one before.
 */

/** Counted to this, which then stands for as many or more. */
export const MOST_COUNTED = 1_000;
/** The same for each supplier and service type, of which there may be many. */
export const MOST_COUNTED_OF_ONE = 100;

/** "12", "1,000+" */
export const countedText = (count: number, most = MOST_COUNTED): string =>
  count < most ? String(count) : `${most.toLocaleString('en')}+`;

/** The same of a supplier or service type: "12", "100+" */
export const countedOfOneText = (count: number): string => countedText(count, MOST_COUNTED_OF_ONE);
