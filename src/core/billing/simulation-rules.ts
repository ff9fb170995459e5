/** What a simulation may ask for, whoever asks: what the plan lets a subscription carry, periods that exist, the size of it all. */
import { addMonths, monthIndexOf, type PlainDate } from '../calendar.ts';
import type { Cents } from '../money.ts';
import { type Fault, fault } from '../result.ts';
import { counted, grouped } from '../words.ts';
import { checkOwnFee } from './check-own-fee.ts';
import { boundaryOf, periodNumberOn } from './period-grid.ts';
import type { SimulatedEvent, SimulationRequest } from './simulation.ts';
import { chainTerms, termsKnownOn } from './term-chain.ts';
import type { BillingPlan } from './terms.ts';

/** The size of a request that is answered (BILL-14): ten years of daily runs, and the cardlines that can come of it. */
export const SIMULATION_BOUNDS = {
  runs: 3_660,
  events: 1_000,
  migrations: 60,
  services: 200,
  /** Features of a service, and bolt-ons. */
  extras: 20,
  cardlines: 50_000,
} as const;

/** What was read of a T: undefined where a fault is noted. */
export type Read<T> = { readonly [Field in keyof T]: T[Field] | undefined };

/** What the plan allows a subscription to carry (FEE-4, PER-2); says nothing about what could not be read. */
export function checkSubscription(
  subscription: Read<SimulationRequest['subscription']>,
  plan: Read<BillingPlan>,
): Fault[] {
  const { start, firstPeriodEnd, accessFeeOverride } = subscription;
  const faults: Fault[] = [];
  if (isGiven(firstPeriodEnd) && plan.honourFirstPeriodEnd === false)
    faults.push(
      fault(
        'first_period_end_not_honoured',
        'The plan does not honour a first period end: leave it out, or set honourFirstPeriodEnd.',
        'subscription.firstPeriodEnd',
      ),
    );
  if (isGiven(firstPeriodEnd) && start !== undefined && firstPeriodEnd < start)
    faults.push(
      fault(
        'first_period_end_before_start',
        `The first period ends on ${firstPeriodEnd}, before it starts on ${start}.`,
        'subscription.firstPeriodEnd',
      ),
    );
  if (isGiven(accessFeeOverride)) faults.push(...checkOwnFee(plan, 'subscription.accessFeeOverride'));
  return faults;
}

const isGiven = <T extends PlainDate | Cents>(value: T | null | undefined): value is T =>
  value !== null && value !== undefined;

/** What the events cannot enter as things stand by then: they are refused as the deeds would be (decision 87). */
export const checkEvents = (request: SimulationRequest): readonly Fault[] => chainTerms(request).faults;

/** An approval names a period by its first day (BILL-5). */
export function checkApprovals(request: SimulationRequest): Fault[] {
  const grids = chainTerms(request).terms.map(({ term }) => term.grid);
  return request.events.flatMap((event, index) => {
    if (event.type !== 'approve_period') return [];
    const { periodFrom } = event;
    const starts = grids.flatMap((grid) => {
      const k = periodNumberOn(grid, periodFrom);
      return k === null ? [] : [boundaryOf(grid, k)];
    });
    if (starts.includes(periodFrom)) return [];
    const nearest = starts.at(-1);
    const hint = nearest === undefined ? '' : ` The period of that day starts on ${nearest}.`;
    return [
      fault('unknown_period', `No period starts on ${periodFrom}.${hint}`, `events[${index}].periodFrom`),
    ];
  });
}

/** How often at most a line is corrected, beside the credits of an end and of migrations. */
function timesCorrected({ events }: SimulationRequest): number {
  const count = (...types: readonly SimulatedEvent['type'][]) =>
    events.filter(({ type }) => types.includes(type)).length;
  const withdrawn = count('withdraw_cancellation');
  return (
    count('suspend', 'resume', 'add_bolt_on', 'end_bolt_on') +
    (withdrawn === 0 ? 0 : withdrawn + count('cancel'))
  );
}

/** Counts beforehand, from above, what the runs can produce: the answer should come at once, however absurd the plan. */
export function checkSize(request: SimulationRequest, atMost: number = SIMULATION_BOUNDS.cardlines): Fault[] {
  const lastRun = request.runs.at(-1);
  if (lastRun === undefined) return [];
  const most = termsKnownOn(chainTerms(request), lastRun).reduce((sum, { chained, term }) => {
    const { plan, services } = chained;
    const ahead = plan.billMonthsInAdvance + plan.periodsInAdvance * plan.periodLengthMonths;
    const until = addMonths(term.end !== null && term.end < lastRun ? term.end : lastRun, ahead);
    const months = Math.max(0, monthIndexOf(until) - monthIndexOf(term.grid.start) + 1);
    const extras = services.reduce((count, service) => count + (service.extras?.length ?? 0), 0);
    const linesEach = (plan.accessFee === null ? Math.max(1, services.length) : 1) + extras;
    return sum + Math.ceil(months / plan.periodLengthMonths) * linesEach * (1 + timesCorrected(request));
  }, 0);
  return most <= atMost
    ? []
    : [
        fault(
          'too_many_cardlines',
          `That may give ${counted(most, 'cardline')}; at most ${grouped(atMost)} are made. Take fewer services or an earlier last run.`,
          'runs',
        ),
      ];
}
