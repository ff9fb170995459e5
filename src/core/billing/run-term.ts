/** One term on one run day: the credits of a newly known end, then what is due. Preview, run and simulation all ask this (BILL-11). */
import { type BilledTerm, billTerm, type TermToBill } from './bill-term.ts';
import { creditTerm, isUnsettled } from './credit-term.ts';
import type { BilledLine } from './terms.ts';

export interface TermToRun extends TermToBill {
  /** The term's lines so far; asked for only when an end became known since the last run. */
  readonly billed: () => readonly BilledLine[];
}

export function runTerm(input: TermToRun): BilledTerm {
  if (!isUnsettled(input.term, input.progress)) return billTerm(input);
  const credited = creditTerm({ ...input, billed: input.billed() });
  const charged = billTerm({ ...input, progress: credited.progress });
  return { ...charged, lines: [...credited.lines, ...charged.lines] };
}
