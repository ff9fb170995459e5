/**
 * What if: what runs would credit and charge if deeds were entered on a subscription today, beside what they charge anyway. By the
 * deeds' own decisions and the run's own functions, on the subscription as it is billed (BILL-11). Writes nothing.
 */
import { addDays, addMonths, daysBetween, type PlainDate, spokenDate } from '#core/calendar.ts';
import { type Cents, cents, formatCents } from '#core/money.ts';
import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import { billAhead, linesToLookUp } from '#core/subscriptions/bill-ahead.ts';
import type { Subscription } from '#core/subscriptions/subscription.ts';
import { counted } from '#core/words.ts';
import { requirePower, today } from '../actor.ts';
import { makePlanBook } from '../billing/plan-book.ts';
import { planNames } from '../orders/views.ts';
import type { BillingSettings } from '../ports/billing.ts';
import type { Actor } from '../ports/platform.ts';
import { subscriptionNotFound } from './get-subscription.ts';
import { breakOutLine, type ExpectedLine, type ExpectedTotals, expectedLine, totalsOf } from './next-run.ts';
import { makeExtrasOf } from './service-extras.ts';
import type { SubscriptionPorts } from './services.ts';
import { type SubscriptionView, subscriptionView } from './views.ts';
import { type Entered, enterInMemory, lastDayOf, type WhatIfEvent } from './what-if-events.ts';

export interface SimulateSubscription {
  readonly id: number;
  /** In the order in which they would be entered */
  readonly events: readonly WhatIfEvent[];
  /** Day of the last run; left out: three months after the last event, at least after today. */
  readonly until?: PlainDate | undefined;
  readonly buySide?: boolean | undefined;
}

export interface WhatIfLine extends ExpectedLine {
  readonly generatedOn: PlainDate;
}

export interface WhatIfRuns {
  readonly lines: readonly WhatIfLine[];
  /** Of the sell side. */
  readonly totals: ExpectedTotals;
}

export interface WhatIf extends WhatIfRuns {
  /** As it is. */
  readonly subscription: SubscriptionView;
  /** The runs are one a day, from today to this day. */
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly events: Entered['told'];
  /** The same runs if nothing is entered. */
  readonly otherwise: WhatIfRuns;
  /** How much more the customer pays than otherwise, ex tax and tax; below zero: less. */
  readonly difference: { readonly amount: Cents; readonly tax: Cents };
  /** Why billing leaves the account alone all the same (BILL-14). */
  readonly parkedReason: string | null;
  /** What the figures leave out; null: nothing. */
  readonly note: string | null;
}

export const WHAT_IF_BOUNDS = { events: 10, months: 60 } as const;
const MONTHS_AFTER = 3;

export const makeSimulateSubscription =
  (ports: SubscriptionPorts) =>
  async (actor: Actor, input: SimulateSubscription): Promise<Result<WhatIf>> => {
    const { subscriptions, catalogue, clock, runs } = ports;
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const day = today(clock, actor);
    const [loaded, snapshot, settings] = await Promise.all([
      subscriptions.find(actor.providerId, input.id),
      catalogue.snapshot(actor.providerId),
      runs.settings(actor.providerId),
    ]);
    if (loaded === null) return subscriptionNotFound();
    const book = makePlanBook(snapshot, settings.defaultTaxRate);
    const buySide = input.buySide ?? false;
    const until = input.until ?? addMonths(lastDayOf(input.events, day), MONTHS_AFTER);
    const entered = await enterInMemory(ports, actor, input.events, {
      loaded,
      today: day,
      catalogue: snapshot,
      book,
    });
    const faults = [...checkUntil(until, day), ...(entered.ok ? [] : entered.faults)];
    if (faults.length > 0) return no(...faults);
    if (!entered.ok) return entered;

    const days = Array.from({ length: daysBetween(day, until) + 1 }, (_, index) => addDays(day, index));
    const work = async (subscription: Subscription): Promise<WhatIfRuns> => {
      const terms = subscription.terms.filter(({ side }) => buySide || side === 'sell');
      const billed = await ports.chunks.readBilled(linesToLookUp(subscription, terms, book));
      const lines = billAhead({ subscription, terms, days, plans: book, rules: settings.rules, billed }).map(
        (line): WhatIfLine => ({ generatedOn: line.generatedOn, ...expectedLine(line) }),
      );
      return { lines, totals: totalsOf(lines) };
    };
    const [runsThen, otherwise] = await Promise.all([work(entered.value.own), work(loaded.own)]);
    // Entered today, so written today (CON-1).
    const lines = [
      ...entered.value.breakOut.map((line): WhatIfLine => ({ generatedOn: day, ...breakOutLine(line) })),
      ...runsThen.lines,
    ];
    const then: WhatIfRuns = { lines, totals: totalsOf(lines) };
    return ok({
      ...then,
      subscription: subscriptionView(loaded.own, {
        today: day,
        names: planNames(snapshot),
        extrasOf: makeExtrasOf(snapshot, day),
        catalogue: snapshot,
        buySide,
      }),
      from: day,
      until,
      events: entered.value.told,
      otherwise,
      difference: differenceOf(then.totals, otherwise.totals),
      parkedReason: loaded.own.account.parkedReason,
      note: noteOn(settings, loaded.own, book.plan),
    });
  };

function checkUntil(until: PlainDate, day: PlainDate): Fault[] {
  const last = addMonths(day, WHAT_IF_BOUNDS.months);
  if (until >= day && until <= last) return [];
  return [
    fault(
      'until_out_of_range',
      `Runs are looked at from today on, ${WHAT_IF_BOUNDS.months} months ahead at most: name a day from ${spokenDate(day)} to ${spokenDate(last)}.`,
      'until',
    ),
  ];
}

const differenceOf = (then: ExpectedTotals, otherwise: ExpectedTotals): WhatIf['difference'] => ({
  amount: cents(then.credited + then.charged - otherwise.credited - otherwise.charged),
  tax: cents(then.tax - otherwise.tax),
});

/** BILL-5: what nobody has approved yet is not charged by any of these runs. */
function noteOn(
  { rules }: BillingSettings,
  { terms }: Subscription,
  planOf: ReturnType<typeof makePlanBook>['plan'],
): string | null {
  if (rules.periodApproval === 'automatic') return null;
  const waits = terms.some(({ packagePlan }) => planOf(packagePlan.id)?.billAccessFeesIn === 'arrears');
  return waits
    ? 'Periods in arrears are charged once they are approved: those that are not yet are not in these figures.'
    : null;
}

/** "64.50 more than otherwise", for people who ask in words. */
export function sayDifference({ difference: { amount } }: Pick<WhatIf, 'difference'>): string {
  if (amount === 0) return 'The same as otherwise, ex tax.';
  return `${formatCents(cents(Math.abs(amount)))} ${amount > 0 ? 'more' : 'less'} than otherwise, ex tax.`;
}

/** "3 lines in the runs from 2 Mar 2026 to 2 Jun 2026" */
export const sayRuns = ({ lines, from, until }: Pick<WhatIf, 'lines' | 'from' | 'until'>): string =>
  `${counted(lines.length, 'line')} in the runs from ${spokenDate(from)} to ${spokenDate(until)}`;
