import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toBillingPlan } from '#app/billing/plan-book.ts';
import { periodsToCut, rebaseTerm } from '#app/billing/rebase-term.ts';
import { boundaryOf } from '#core/billing/period-grid.ts';
import { runTerm } from '#core/billing/run-term.ts';
import { activateTerm } from '#core/billing/start-term.ts';
import { type BillingRules, type Term, type TermProgress, UNBILLED } from '#core/billing/terms.ts';
import { addDays, fromDayNumber, later } from '#core/calendar.ts';
import { cents, GST } from '#core/money.ts';
import { aService } from '#test/support/billing.ts';
import { aPackagePlan } from '#test/support/ledger-builders.ts';

const plans = fc
  .record({
    periodLengthMonths: fc.integer({ min: 1, max: 13 }),
    periodsInAdvance: fc.integer({ min: 1, max: 5 }),
    billMonthsInAdvance: fc.integer({ min: 0, max: 7 }),
    billAccessFeesIn: fc.constantFrom('advance' as const, 'arrears' as const),
    proRata: fc.boolean(),
    accessFee: fc.constantFrom(cents(4995), null),
    alignToInvoicePeriod: fc.boolean(),
  })
  .map((settings) => toBillingPlan(aPackagePlan(settings), GST));

const rules: BillingRules = { rounding: 'half_up', periodApproval: 'automatic' };

it('a term counted from a later period bills just what it would have billed', () => {
  fc.assert(
    fc.property(
      plans,
      fc.integer({ min: 18_000, max: 20_500 }).map(fromDayNumber),
      fc.integer({ min: 1, max: 31 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 1_000 }),
      fc.option(fc.integer({ min: 0, max: 700 })),
      fc.option(fc.integer({ min: -700, max: 100 })),
      (plan, start, invoiceDay, nextPeriod, days, endsAfter, joined) => {
        const fresh = activateTerm({
          plan,
          account: { invoiceDay, invoicePeriodMonths: 1, invoiceAnchor: null },
          created: start,
          start,
          firstPeriodEnd: null,
          accessFeeOverride: null,
          firstSubscriptionStart: start,
        });
        const reached = boundaryOf(fresh.grid, nextPeriod);
        // An end that is settled: whatever is billed before it stays.
        const end = endsAfter === null ? null : addDays(reached, endsAfter);
        const term: Term = { ...fresh, end };
        const progress: TermProgress = { ...UNBILLED, nextPeriod, setupBilled: true, settledEnd: end };
        const asOf = addDays(reached, days - 300);
        const services = [
          aService({ key: 1, accessFee: cents(1995) }),
          aService({
            key: 2,
            accessFee: cents(995),
            from: joined === null ? null : later(start, addDays(reached, joined)),
          }),
        ];
        const bill = (one: { readonly term: Term; readonly progress: TermProgress }) =>
          runTerm({ plan, services, rules, asOf, isApproved: () => true, billed: () => [], ...one });

        const cut = periodsToCut(plan, rules, term, progress);
        const whole = bill({ term, progress });
        const rebased = bill(rebaseTerm(term, progress, cut));
        expect(rebased.lines).toEqual(whole.lines);
        expect(rebased.nextDueOn).toBe(whole.nextDueOn);
        expect(rebased.progress).toEqual({
          ...whole.progress,
          nextPeriod: whole.progress.nextPeriod - cut,
        });
      },
    ),
    { numRuns: 500 },
  );
});

it('cuts nothing where the start still matters, or where periods wait under their numbers', () => {
  const plan = { periodsInAdvance: 2, billAccessFeesIn: 'arrears' as const };
  const progress: TermProgress = { ...UNBILLED, nextPeriod: 9 };
  const automatic = { periodApproval: 'automatic' as const };
  expect(periodsToCut(plan, automatic, { chargesSetup: true }, progress)).toBe(0);
  expect(periodsToCut(plan, { periodApproval: 'manual' }, { chargesSetup: false }, progress)).toBe(0);
  expect(periodsToCut(plan, automatic, { chargesSetup: false }, progress)).toBe(7);
});
