/** The laws of billing for orders whose services become active on different days, or never, on both sides of the books. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf, dueOn, dueWith } from '#core/billing/period-grid.ts';
import type { SimulationRequest } from '#core/billing/simulation.ts';
import { chainTerms, type KnownTerm, termsKnownOn } from '#core/billing/term-chain.ts';
import type { BillingPlan, Term } from '#core/billing/terms.ts';
import { boundary, daysBetween, earlier, later, type PlainDate } from '#core/calendar.ts';
import { type Cents, type Rounding, roundFraction } from '#core/money.ts';
import {
  type Activations,
  type Booked,
  chargedKind,
  lastRun,
  orders,
  periodKey,
  runOn,
  sums,
} from '#test/support/billing-laws.ts';

const bySide = (law: (request: SimulationRequest, activations: Activations) => void, numRuns = 150): void =>
  fc.assert(
    fc.property(orders, ({ sides, activations }) => {
      for (const side of sides) law(side, activations);
    }),
    { numRuns },
  );

/** The lines of the first plan: later ones, of migrations, have their services from their start. */
const ofFirstPlan = (lines: readonly Booked[]) => lines.filter(({ termNumber }) => termNumber === 0);

describe('services that become active on different days', () => {
  it('BILL-10: day by day gives each period and service the same sum as one run at the end', () => {
    bySide((request, activations) => {
      expect(sums(runOn(request, request.runs, activations))).toEqual(
        sums(runOn(request, [lastRun(request)], activations)),
      );
    });
  });

  it('BILL-10: so does any other choice of days', () => {
    bySide((request, activations) => {
      const some = request.runs.filter((_, index) => index % 13 === 5 || index === request.runs.length - 1);
      expect(sums(runOn(request, some, activations))).toEqual(
        sums(runOn(request, [lastRun(request)], activations)),
      );
    });
  });

  it('BILL-10: nothing is billed twice, and a run repeated gives nothing more', () => {
    bySide((request, activations) => {
      const days = request.runs.filter((_, index) => index % 9 === 0);
      const lines = runOn(
        request,
        days.flatMap((date) => [date, date]),
        activations,
      );
      const identities = lines.map((line) => `${periodKey(line)} #${line.revision}`);
      expect(new Set(identities).size).toBe(identities.length);
      expect(lines).toEqual(runOn(request, days, activations));
    }, 60);
  });

  it('PROV-2: a service is charged from its own activation date on, known or not, and never where it has none', () => {
    bySide((request, activations) => {
      for (const line of ofFirstPlan(runOn(request, request.runs, activations))) {
        const activation = line.serviceKey === null ? undefined : activations.get(line.serviceKey);
        if (activation === undefined) continue;
        expect(activation).not.toBe('never');
        if (activation === 'never') continue;
        expect(line.from >= activation.from).toBe(true);
        expect(line.generatedOn >= later(activation.knownFrom, request.subscription.created)).toBe(true);
      }
    });
  });

  it('FEE-1: each service pays its setup fee once, on its own activation date, whether or not it comes to be there', () => {
    bySide((request, activations) => {
      const [first] = chainTerms(request).terms;
      if (first === undefined || first.plan.setupFee !== null) return;
      const setup = runOn(request, request.runs, activations).filter(({ kind }) => kind === 'setup_fee');
      const expected = first.services.flatMap(({ key, setupFee }) => {
        const activation = activations.get(key);
        if (activation === 'never' || setupFee === null || setupFee === 0) return [];
        if (activation && activation.knownFrom > lastRun(request)) return [];
        return [[key, activation?.from ?? request.subscription.start, setupFee]];
      });
      expect(setup.map(({ serviceKey, from, amount }) => [serviceKey, from, amount]).sort()).toEqual(
        expected.sort(),
      );
    });
  });

  it('BILL-6, BILL-7: every period due comes to the days of service in it, by a count of its own', () => {
    bySide((request, activations) => {
      const [known] = termsKnownOn(chainTerms(request), lastRun(request));
      if (known === undefined || known.chained.plan.accessFee !== null) return;
      const { plan, services } = known.chained;
      const lines = ofFirstPlan(runOn(request, request.runs, activations));
      for (const { key, accessFee } of services) {
        const activation = activations.get(key);
        const isKnown = activation === undefined || (activation !== 'never' && isPast(request, activation));
        const from =
          activation === undefined || activation === 'never' ? known.term.grid.start : activation.from;
        for (let k = 0; isDue(known, k, request); k += 1) {
          const periodStart = boundaryOf(known.term.grid, k);
          const net = lines
            .filter((line) => line.serviceKey === key && line.periodStart === periodStart)
            .filter((line) => chargedKind(line) === 'access_fee')
            .reduce((sum, { amount }) => sum + amount, 0);
          const expected =
            isKnown && accessFee !== null
              ? priceByCount(known.term, k, { from, fee: accessFee, plan, rounding: request.rules.rounding })
              : 0;
          // By hand a period may be approved after the last run, or never.
          if (net === 0 && request.rules.periodApproval === 'manual') continue;
          expect(net, `service ${key}, period ${k}`).toBe(expected);
        }
      }
    });
  });

  it('PROV-6: what others do is none of a service’s business: the same sums whoever joins beside it', () => {
    bySide((request, activations) => {
      const alone = (lines: readonly Booked[]) =>
        sums(ofFirstPlan(lines).filter(({ serviceKey }) => serviceKey === 1 || serviceKey === null));
      expect(alone(runOn(request, request.runs, activations))).toEqual(
        alone(
          runOn(
            request,
            request.runs,
            new Map([
              [2, 'never'],
              [3, 'never'],
            ]),
          ),
        ),
      );
    }, 60);
  });
});

const isPast = (request: SimulationRequest, { knownFrom }: { readonly knownFrom: PlainDate }): boolean =>
  later(knownFrom, request.subscription.created) <= lastRun(request);

/** Whether period k begins before the end and has fallen due by the last run. */
function isDue({ chained: { plan }, term }: KnownTerm, k: number, request: SimulationRequest): boolean {
  if (term.end !== null && boundaryOf(term.grid, k) >= term.end) return false;
  return later(term.knownFrom, dueOn(plan, term.grid, dueWith(plan, k), term.end)) <= lastRun(request);
}

/** The price of a period by another way than the code's: whole periods laid out from the anchor, and the days in each counted. */
function priceByCount(
  { grid, end }: Term,
  k: number,
  {
    from,
    fee,
    plan,
    rounding,
  }: {
    readonly from: PlainDate;
    readonly fee: Cents;
    readonly plan: BillingPlan;
    readonly rounding: Rounding;
  },
): number {
  const after = boundaryOf(grid, k + 1);
  const first = later(from, boundaryOf(grid, k));
  const until = end !== null && end < after ? end : after;
  if (first >= until) return 0;
  let [numerator, denominator] = [0n, 1n];
  let begun = 0;
  for (let j = k; ; j -= 1) {
    const whole = {
      from: boundary(grid.anchor, (j - 1) * grid.lengthMonths),
      until: boundary(grid.anchor, j * grid.lengthMonths),
    };
    if (whole.until <= first) break;
    begun += 1;
    const days = Math.max(0, daysBetween(later(first, whole.from), earlier(until, whole.until)));
    const ofDays = BigInt(daysBetween(whole.from, whole.until));
    numerator = numerator * ofDays + BigInt(days) * denominator;
    denominator *= ofDays;
  }
  return plan.proRata ? roundFraction(BigInt(fee) * numerator, denominator, rounding) : fee * begun;
}
