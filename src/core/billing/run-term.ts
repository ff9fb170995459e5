/** One term on one run day: the corrections of what is newly known, then what is due. Preview, run and simulation all ask this (BILL-11). */
import type { PlainDate } from '../calendar.ts';
import { type BilledTerm, billTerm, type TermToBill } from './bill-term.ts';
import { creditTerm, firstChangedDay, isUnsettled } from './credit-term.ts';
import { boundaryOf, periodNumberOn } from './period-grid.ts';

export function runTerm(input: TermToBill): BilledTerm {
  if (!isUnsettled(input.term, input.progress)) return billTerm(input);
  const credited = creditTerm({ ...input, billed: input.billed() });
  const charged = billTerm({ ...input, progress: credited.progress });
  return { ...charged, lines: [...credited.lines, ...charged.lines] };
}

/** Whether a run looks at lines of the term that are there already: see `periodsToLookUp`. Of most terms it does not. */
export const looksBack = ({ term, progress }: Pick<TermToBill, 'term' | 'progress'>): boolean =>
  progress.joining.length > 0 || isUnsettled(term, progress);

/**
 * The starts of the periods whose lines a run looks at, so that `billed` has to hold them: what a newly known change may correct,
 * and what a joining service may have missed.
 */
export function periodsToLookUp({
  term,
  progress,
  services,
}: Pick<TermToBill, 'term' | 'progress'> & {
  readonly services: readonly Pick<TermToBill['services'][number], 'key' | 'from'>[];
}): PlainDate[] {
  const since: PlainDate[] = [];
  const changed = firstChangedDay(term, progress);
  if (changed !== null) since.push(changed);
  for (const { serviceKey } of progress.joining)
    for (const { key, from } of services) if (key === serviceKey) since.push(from ?? term.grid.start);
  const [first] = since.sort();
  if (first === undefined) return [];
  const starts: PlainDate[] = [];
  for (let k = periodNumberOn(term.grid, first) ?? 0; k < progress.nextPeriod; k += 1)
    starts.push(boundaryOf(term.grid, k));
  return starts;
}
