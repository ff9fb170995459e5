/** Which terms are alike: one result serves all in the same place on the same plan. Pure. */
import { boundaryOf } from '#core/billing/period-grid.ts';
import { looksBack } from '#core/billing/run-term.ts';
import type { PeriodGrid } from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { TermService, TermToWalk } from '../ports/billing.ts';

/** Whether the result hangs on nothing but what `sharedKey` names: not on lines, approvals or new services of the term's own. */
export const isShareable = ({ term, progress, changeToCome, approved }: TermToWalk): boolean =>
  approved.length === 0 &&
  progress.waiting.length === 0 &&
  changeToCome === null &&
  !looksBack({ term, progress });

/**
 * What tells the terms of one plan apart: where their periods lie from here on, and what few of them have. `knownFrom` has no
 * say, since the run's day is not before it and nothing waits.
 */
export function sharedKey({ term, progress, services }: TermToWalk, cut: number): number | string {
  const { start, anchor, lengthMonths } = term.grid;
  const setup = (term.chargesSetup ? 2 : 0) + (progress.setupBilled ? 1 : 0);
  const month = anchor.monthIndex + cut * lengthMonths;
  // Each number has a range of its own: 31 days, 36 months, four states, and periods from 0 on.
  const place = ((month * 32 + anchor.day) * 64 + lengthMonths) * 4 + setup;
  const next = progress.nextPeriod - cut;
  // What is known of end and pauses is settled, or the term would stand alone.
  const isPlain =
    services.length === 0 &&
    term.accessFeeOverride === null &&
    term.datedFees.length === 0 &&
    progress.settledEnd === null &&
    term.pauses.length === 0;
  if (cut > 0 && isPlain) return place * 64 + next;
  const plans = services.map((service) => placeOfService(service, term.grid, cut)).join();
  const pauses = term.pauses.map(({ from, until }) => `${from} ${until}`).join();
  const fees = term.datedFees.map(({ from, to, fee }) => `${from} ${to} ${fee}`).join();
  return `${place} ${next} ${cut === 0 ? start : ''} ${term.accessFeeOverride} ${progress.settledEnd} ${plans} ${pauses} ${fees}`;
}

/** When a service joined matters no more once the period in which it did is cut off. */
const placeOfService = (
  { servicePlanId, from, boltOns }: TermService,
  grid: PeriodGrid,
  cut: number,
): number | string => {
  const place = from === null || from <= boundaryOf(grid, cut) ? servicePlanId : `${servicePlanId} ${from}`;
  return boltOns.length === 0 ? place : `${place} ${placeOfBoltOns(boltOns, boundaryOf(grid, cut))}`;
};

/** So do the stretches of bolt-ons that are past by then, and the first day of one that is there. */
const placeOfBoltOns = (boltOns: TermService['boltOns'], since: PlainDate): string =>
  boltOns
    .map(({ item, recurring, stretches }) => {
      const ahead = stretches.filter(({ until }) => until === null || until > since);
      const days = ahead.map(({ from, until }) => `${from <= since ? '' : from}-${until ?? ''}`);
      return `${item}${recurring ? '' : '!'}(${days.join('+')})`;
    })
    .join('&');
