/** One term on one run day: the corrections of what is newly known, then what is due. Preview, run and simulation all ask this (BILL-11). */
import type { PlainDate } from '../calendar.ts';
import { type BilledTerm, billTerm, type TermToBill } from './bill-term.ts';
import { creditTerm, firstChangedDay, isUnsettled } from './credit-term.ts';
import { boundaryOf, periodNumberOn } from './period-grid.ts';
import type { BillingService, ChangedBoltOn } from './terms.ts';

export function runTerm(input: TermToBill): BilledTerm {
  const { services, changes } = knownBoltOns(input);
  const known = services === input.services ? input : { ...input, services };
  if (!isUnsettled(input.term, input.progress) && changes.length === 0) return billTerm(known);
  const credited = creditTerm({ ...known, changes, billed: input.billed() });
  const charged = billTerm({ ...known, progress: credited.progress });
  return { ...charged, lines: [...credited.lines, ...charged.lines] };
}

interface KnownBoltOns {
  /** With their bolt-ons as the run's day knows them. */
  readonly services: readonly BillingService[];
  /** Those that it knows and that are not settled yet. */
  readonly changes: readonly ChangedBoltOn[];
}

function knownBoltOns({ services, progress, asOf }: TermToBill): KnownBoltOns {
  const { changedBoltOns } = progress;
  if (changedBoltOns.length === 0) return { services, changes: changedBoltOns };
  const toCome = changedBoltOns.filter(({ knownFrom }) => knownFrom > asOf);
  return {
    changes: changedBoltOns.filter((change) => !toCome.includes(change)),
    services: services.map((service) => {
      const unknown = toCome.filter(({ serviceKey }) => serviceKey === service.key);
      return unknown.length === 0 ? service : { ...service, extras: withSettled(service, unknown) };
    }),
  };
}

const withSettled = (
  { extras = [] }: BillingService,
  unknown: readonly ChangedBoltOn[],
): NonNullable<BillingService['extras']> =>
  extras.map((extra) => {
    const change = unknown.find(({ item }) => extra.kind === 'bolt_on_fee' && extra.item === item);
    return change === undefined ? extra : { ...extra, stretches: change.settled };
  });

/** Whether a run looks at lines of the term that are there already: see `periodsToLookUp`. Of most terms it does not. */
export const looksBack = ({ term, progress }: Pick<TermToBill, 'term' | 'progress'>): boolean =>
  progress.joining.length > 0 || progress.changedBoltOns.length > 0 || isUnsettled(term, progress);

/**
 * The starts of the periods whose lines a run looks at, so that `billed` has to hold them: what a newly known change may correct,
 * and what a joining service may have missed. And the days of bolt-ons that were charged once, and may be taken back.
 */
export function periodsToLookUp({
  term,
  progress,
  services,
}: Pick<TermToBill, 'term' | 'progress' | 'services'>): PlainDate[] {
  const since: PlainDate[] = [];
  const changed = firstChangedDay({ term, progress, services }, progress.changedBoltOns);
  if (changed !== null) since.push(changed);
  for (const { serviceKey } of progress.joining)
    for (const { key, from } of services) if (key === serviceKey) since.push(from ?? term.grid.start);
  const [first] = since.sort();
  const starts = new Set<PlainDate>();
  if (first !== undefined)
    for (let k = periodNumberOn(term.grid, first) ?? 0; k < progress.nextPeriod; k += 1)
      starts.add(boundaryOf(term.grid, k));
  for (const { settled } of progress.changedBoltOns) for (const { from } of settled) starts.add(from);
  return [...starts];
}
