/**
 * A term, its outcome and the version that was read, as the digits of one integer: a list of numbers costs the database half
 * of what a list of lists does, and writing digits one behind the other costs less than writing large numbers. The version is
 * kept modulo 1000, which tells it from every other that could come up between reading and writing a chunk.
 *
 * Term 42, outcome 7, version 3 is 42 1 0007 003; the 1 only keeps the zeros behind it.
 */
import { invariant } from '#core/result.ts';

const OUTCOMES = 10_000;
export const VERSIONS = 1_000;
const MARK = OUTCOMES * VERSIONS;
/** Digits behind the term's own. */
const DIGITS = String(MARK).length;

export function packTerm(termId: number, outcome: number, version: number): string {
  invariant(outcome < OUTCOMES, 'a chunk has no more outcomes than four digits can count');
  return `${termId}${MARK + outcome * VERSIONS + (version % VERSIONS)}`;
}

/** From the text, since the number may be larger than a JavaScript number can hold. */
export const unpackTerm = (packed: string): { readonly termId: number; readonly outcome: number } => ({
  termId: Number(packed.slice(0, -DIGITS)),
  outcome: Number(packed.slice(1 - DIGITS, -3)),
});

/** The parts of a packed number that a database column or expression holds, as SQL. */
export const packedSql = (packed: string) => ({
  term: `(${packed} / ${MARK * 10})`,
  outcome: `(${packed} % ${MARK} / ${VERSIONS})`,
  version: `(${packed} % ${VERSIONS})`,
});
