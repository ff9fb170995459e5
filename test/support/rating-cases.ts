/** The rating examples of cases.json, and how an answer is compared with what an example expects. */
import cases from './cases.json' with { type: 'json' };

export interface RatingCase {
  readonly id: string;
  readonly note: string;
  readonly kind: string;
  readonly request: unknown;
  readonly expect: {
    /** Refused with one of these */
    readonly status?: readonly number[];
    readonly charges?: readonly ExpectedCharge[];
    readonly quarantine?: readonly { readonly id: string; readonly reason: string }[];
  };
}

interface ExpectedCharge {
  readonly id: string;
  readonly charge: string;
  /** Left out where an example is not about it */
  readonly billedQuantity?: number;
}

export const ratingCases = (cases as readonly RatingCase[]).filter(({ kind }) => kind === 'rating');

/** What an answer has to say for an example. */
export interface RatingAnswer {
  readonly charges: readonly Required<ExpectedCharge>[];
  readonly quarantine: readonly { readonly id: string | null; readonly reason: string }[];
}

/** 0.80 and 0.8 are the same charge; "Missing Rate" and "missing_rate" the same reason. */
const shortest = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
const letters = (reason: string): string => reason.toLowerCase().replace(/[^a-z]/g, '');

/** Charges and quarantine in one line each, as the example writes them, in the order of their ids. */
export function inLines(
  answer: RatingAnswer | RatingCase['expect'],
  expected: RatingCase['expect'],
): string[] {
  const saysQuantity = new Set(
    expected.charges?.flatMap(({ id, billedQuantity }) => (billedQuantity === undefined ? [] : [id])),
  );
  const charges = (answer.charges ?? []).map(
    ({ id, charge, billedQuantity }) =>
      `${id} costs ${shortest(charge)}${saysQuantity.has(id) ? ` for ${billedQuantity}` : ''}`,
  );
  const quarantine = (answer.quarantine ?? []).map(({ id, reason }) => `${id} waits: ${letters(reason)}`);
  return [...charges, ...quarantine].sort();
}
