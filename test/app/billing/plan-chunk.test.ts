import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeLineCounts } from '#app/billing/line-counts.ts';
import { makePlanBook } from '#app/billing/plan-book.ts';
import { type PlannedChunk, planChunk } from '#app/billing/plan-chunk.ts';
import { EMPTY_TALLY, linesOf, totalOf } from '#app/billing/run-tally.ts';
import type { ChunkContext, SharedResults, WorkedTerm } from '#app/billing/work-term.ts';
import type { TermToWalk } from '#app/ports/billing.ts';
import { unpackTerm } from '#app/ports/packed-term.ts';
import { activateTerm } from '#core/billing/start-term.ts';
import { UNBILLED } from '#core/billing/terms.ts';
import { addDays } from '#core/calendar.ts';
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';
import { cents, GST } from '#core/money.ts';
import { aPackagePlan, aServicePlan, day } from '#test/support/ledger-builders.ts';

const PLANS = [
  aPackagePlan({ subscriptionOverridesEnabled: true, setupFee: cents(1000) }),
  aPackagePlan({ periodsInAdvance: 2, accessFee: null }),
  aPackagePlan({ periodLengthMonths: 3, billAccessFeesIn: 'arrears', proRata: false }),
];
const snapshot: CatalogueSnapshot = {
  version: 1,
  packagePlans: PLANS.map((plan, n) => ({ ...plan, code: `P${n}`, itemId: n + 1 })),
  servicePlans: [aServicePlan(), aServicePlan({ accessFee: cents(777) })].map((plan, n) => ({
    ...plan,
    itemId: n + 11,
  })),
  packageServices: [],
  products: [],
  productRates: [],
  serviceFeatures: [],
  boltOns: [],
  contracts: [],
  rateCards: [],
  timeBands: [],
};
const book = makePlanBook(snapshot, GST);
const AS_OF = day('2026-04-15');

/** Terms of a few kinds only, so that many of them are alike. */
const someTerm = fc
  .record({
    plan: fc.constantFrom(1, 2, 3),
    start: fc.constantFrom(day('2025-12-31'), day('2026-01-01'), day('2026-02-10')),
    fee: fc.constantFrom(null, cents(500), cents(600)),
    nextPeriod: fc.constantFrom(0, 1, 3),
    chargesSetup: fc.boolean(),
    setupBilled: fc.boolean(),
    /** As in a run of a day before the end was known, after one that knew it. */
    forgetsEnd: fc.boolean(),
    endsAfter: fc.constantFrom(null, 100, 130),
    side: fc.constantFrom('sell' as const, 'buy' as const),
    services: fc.constantFrom([], [11], [11, 12], [12]),
    /** So many days after the start the last service became active. */
    joinedAfter: fc.constantFrom(0, 0, 20, 45, 75, 110),
    /** Whether a run has taken it up. */
    isTakenUp: fc.boolean(),
  })
  .map(
    ({ plan, start, fee, nextPeriod, chargesSetup, setupBilled, forgetsEnd, endsAfter, side, ...rest }) => {
      const term = activateTerm({
        plan: book.plan(plan) ?? expect.unreachable(),
        account: { invoiceDay: 1, invoicePeriodMonths: 1, invoiceAnchor: null },
        created: start,
        start,
        firstPeriodEnd: null,
        accessFeeOverride: fee,
        firstSubscriptionStart: start,
      });
      const end = endsAfter === null ? null : addDays(start, endsAfter);
      return {
        packagePlanId: plan,
        side,
        term: { ...term, chargesSetup, end: forgetsEnd ? null : end },
        progress: { ...UNBILLED, nextPeriod, setupBilled, settledEnd: end },
        joins: rest.joinedAfter > 0 && !rest.isTakenUp ? addDays(start, rest.joinedAfter) : null,
        nextDueOn: start,
        changeToCome: null,
        services: rest.services.map((servicePlanId, n) => ({
          servicePlanId,
          from: n > 0 && rest.joinedAfter > 0 ? addDays(start, rest.joinedAfter) : null,
          boltOns: [],
        })),
      };
    },
  );

const toWalk = (
  terms: readonly (typeof someTerm extends fc.Arbitrary<infer T> ? T : never)[],
): TermToWalk[] =>
  terms.map(({ services, joins, ...term }, index) => ({
    ...term,
    progress: {
      ...term.progress,
      joining:
        joins === null || services.length < 2
          ? []
          : [{ serviceKey: index * 100 + services.length, knownFrom: joins }],
    },
    id: index + 1,
    version: index + 1,
    accountId: index + 1,
    approved: [],
    services: services.map((service, n) => ({ serviceId: index * 100 + n + 1, ...service })),
  }));

const context = (): ChunkContext => ({
  asOf: AS_OF,
  book,
  rules: { rounding: 'half_up', periodApproval: 'automatic' },
  bounds: { maxLinesPerAccount: 1_000, maxLineAmount: 1_000_000 },
  billed: new Map(),
  without: new Set(),
  lineCounts: makeLineCounts(),
  memo: new Map(),
});

/** What terms come to by the way, as it is kept for others that are alike. */
function keptOf(terms: readonly TermToWalk[]): WorkedTerm[] {
  const memo: SharedResults = new Map();
  planChunk(terms, EMPTY_TALLY, { ...context(), memo });
  return [...memo.values()].flatMap((results) => [...results.values()]);
}

/** What the plan writes, term by term. */
function written(plan: PlannedChunk): unknown[] {
  const services = new Map(
    (JSON.parse(plan.services.json) as number[][]).map(([term, , ...ids]) => [term, ids] as const),
  );
  return plan.terms.json
    .slice(1, -1)
    .split(',')
    .filter((packed) => packed !== '')
    .map((packed) => {
      const { termId, outcome } = unpackTerm(packed);
      const { lines, ...moves } = plan.outcomes[outcome] ?? expect.unreachable();
      const named = lines.map(({ service, ...line }) => ({
        ...line,
        serviceId: service === 0 ? null : services.get(termId)?.[service - 1],
      }));
      return { termId, version: Number(packed.slice(-3)), moves, lines: named };
    });
}

it('plans terms together as it plans each alone, however much they have in common', () => {
  fc.assert(
    fc.property(fc.array(someTerm, { minLength: 1, maxLength: 40 }), (some) => {
      const terms = toWalk(some);
      const together = planChunk(terms, EMPTY_TALLY, context());
      const alone = terms.map((term) => planChunk([term], EMPTY_TALLY, context()));
      expect(written(together)).toEqual(alone.flatMap(written));
      expect(together.lineCount).toBe(alone.reduce((sum, { lineCount }) => sum + lineCount, 0));
      for (const side of ['sell', 'buy'] as const)
        expect(totalOf(together.tally, side)).toEqual(
          alone.reduce(
            (sum, { tally }) => {
              const { lines, amount, tax } = totalOf(tally, side);
              return { lines: sum.lines + lines, amount: sum.amount + amount, tax: sum.tax + tax };
            },
            { lines: 0, amount: 0, tax: 0 },
          ),
        );
      expect(linesOf(together.tally)).toBe(together.lineCount);
    }),
    { numRuns: 300 },
  );
});

it('hashes the figures: the same lines the same, whatever the versions; other lines otherwise', () => {
  const [terms] = fc.sample(fc.array(someTerm, { minLength: 8, maxLength: 8 }), { numRuns: 1, seed: 3 });
  const walked = toWalk(terms ?? []);
  const digest = (some: readonly TermToWalk[]) => planChunk(some, EMPTY_TALLY, context()).digest;
  expect(digest(walked)).toBe(digest(walked.map((term) => ({ ...term, version: term.version + 1 }))));
  const dearer = walked.map((term) => ({
    ...term,
    packagePlanId: 1,
    term: { ...term.term, accessFeeOverride: cents(1) },
  }));
  expect(digest(dearer)).not.toBe(digest(walked));
});

it('BILL-11: hashes a chunk alike whatever was worked out before it, however much that is', () => {
  const [terms] = fc.sample(fc.array(someTerm, { minLength: 40, maxLength: 40 }), { numRuns: 1, seed: 3 });
  const walked = toWalk([...(terms ?? []), ...(terms ?? [])]);
  const afterOthers = (known: number): ChunkContext => {
    const result = keptOf(walked)[0] ?? expect.unreachable();
    const others = () => new Map(Array.from({ length: known }, (_, n) => [`another ${n}`, result] as const));
    return { ...context(), memo: new Map([1, 2, 3].map((plan) => [plan, others()])) };
  };
  const { digest } = planChunk(walked, EMPTY_TALLY, context());
  for (const known of [9_990, 9_995, 9_999, 10_000, 10_001])
    expect(planChunk(walked, EMPTY_TALLY, afterOthers(known)).digest, `${known} results`).toBe(digest);
});

it('takes the lines of a chunk that is not written off the count again', () => {
  const [terms] = fc.sample(fc.array(someTerm, { minLength: 8, maxLength: 8 }), { numRuns: 1, seed: 3 });
  const counting = { ...context(), lineCounts: makeLineCounts([[1, 5]]) };
  const walked = toWalk(terms ?? []);
  const countsOf = () => walked.map(({ accountId }) => counting.lineCounts.add(accountId, 0));
  const before = countsOf();
  const plan = planChunk(walked, EMPTY_TALLY, counting);
  expect(countsOf().reduce((a, b) => a + b)).toBe(plan.lineCount + 5);
  plan.takeBack();
  expect(countsOf()).toEqual(before);
});
