import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf } from '#core/billing/period-grid.ts';
import { runTerm } from '#core/billing/run-term.ts';
import { simulateBilling } from '#core/billing/simulate.ts';
import type { SimulationRequest } from '#core/billing/simulation.ts';
import { chainTerms, termsKnownOn } from '#core/billing/term-chain.ts';
import { type BilledLine, type DraftLine, type TermProgress, UNBILLED } from '#core/billing/terms.ts';
import { addDays, dayBefore, type PlainDate } from '#core/calendar.ts';
import { cents, formatCents } from '#core/money.ts';
import { checked, day } from '#test/support/billing.ts';

/** A line with the number of its term in the chain and the day of its run. */
interface Booked extends DraftLine {
  readonly termNumber: number;
  readonly generatedOn: PlainDate;
}

/** A plain run of every term on every day given: no remembered due days, every ledger line offered for credit. */
function runOn(request: SimulationRequest, days: readonly PlainDate[]): Booked[] {
  const chain = chainTerms(request);
  const progress = new Map<number, TermProgress>();
  const booked: Booked[] = [];
  for (const asOf of days) {
    for (const { chained, term } of termsKnownOn(chain, request, asOf)) {
      const termNumber = chain.indexOf(chained);
      const result = runTerm({
        ...chained,
        term,
        progress: progress.get(termNumber) ?? UNBILLED,
        rules: request.rules,
        asOf,
        isApproved: (periodStart) =>
          request.events.some(
            (event) =>
              event.type === 'approve_period' && event.periodFrom === periodStart && event.entered <= asOf,
          ),
        billed: () => ledgerOf(booked.filter((line) => line.termNumber === termNumber)),
      });
      progress.set(termNumber, result.progress);
      for (const line of result.lines) booked.push({ ...line, termNumber, generatedOn: asOf });
    }
  }
  return booked;
}

const chargedKind = ({ kind, credits }: DraftLine) => credits ?? kind;
const periodKey = (line: Booked): string =>
  `${line.termNumber} ${line.serviceKey} ${chargedKind(line)} ${line.periodStart}`;

function ledgerOf(lines: readonly Booked[]): BilledLine[] {
  const byPeriod = Map.groupBy(lines, periodKey);
  return [...byPeriod.values()].flatMap((group) => {
    const [charge, ...credits] = group;
    if (charge === undefined || charge.kind === 'credit') return [];
    return {
      ...charge,
      kind: charge.kind,
      netAmount: cents(group.reduce((sum, { amount }) => sum + amount, 0)),
      netTax: cents(group.reduce((sum, { tax }) => sum + tax, 0)),
      fee: charge.basis.fee,
      revisions: credits.length,
    };
  });
}

/** What each period of each service comes to, with tax; what comes to nothing is left out. */
function sums(lines: readonly Booked[]): Record<string, string> {
  const totals = [...Map.groupBy(lines, periodKey)].map(([key, group]) => {
    const amount = group.reduce((sum, line) => sum + line.amount, 0);
    const tax = group.reduce((sum, line) => sum + line.tax, 0);
    return [key, `${formatCents(cents(amount))} +${formatCents(cents(tax))}`] as const;
  });
  return Object.fromEntries(totals.filter(([, total]) => total !== '0.00 +0.00').sort());
}

// ---- arbitrary requests

const fees = fc.constantFrom('0.00', '0.01', '0.05', '0.99', '7.77', '19.99', '33.33', '100.00', '1234.56');
const maybeFee = fc.option(fees, { freq: 3 });
const maybe = fc.boolean();

const plans = fc.record({
  periodLengthMonths: fc.constantFrom(1, 1, 1, 2, 3, 6, 12),
  periodsInAdvance: fc.constantFrom(1, 1, 2, 4),
  billMonthsInAdvance: fc.constantFrom(0, 0, 1, 3, 5),
  billAccessFeesIn: fc.constantFrom('advance', 'advance', 'arrears'),
  proRata: maybe,
  alignToInvoicePeriod: maybe,
  honourFirstPeriodEnd: fc.constant(true),
  disableMigrationsDuringPeriod: maybe,
  setupFee: maybeFee,
  setupFeeOverride: maybe,
  accessFee: maybeFee,
  accessFeeOverride: fc.constant(false),
  services: fc
    .array(fc.record({ setupFee: maybeFee, accessFee: maybeFee }), { maxLength: 2 })
    .map((list) => list.map((service, index) => ({ code: `s${index}`, ...service }))),
  taxRate: fc.constantFrom('0', '0.10', '0.125'),
});

const HORIZON_DAYS = 550;

/** A cancellation or migration: so many days after the start, entered so many days before or after its day. */
const changes = fc.record({
  plan: fc.option(plans),
  on: fc.integer({ min: 0, max: 420 }),
  known: fc.integer({ min: -120, max: 120 }),
});

const requests = fc
  .record({
    plan: plans,
    account: fc.record({
      invoiceDay: fc.constantFrom(1, 5, 15, 28, 29, 30, 31),
      invoicePeriodMonths: fc.constantFrom(1, 1, 2, 3, 12),
    }),
    startsOn: fc.integer({ min: 0, max: 1500 }).map((days) => addDays(day('2023-01-01'), days)),
    createdAfter: fc.integer({ min: -60, max: 40 }),
    firstPeriodDays: fc.option(fc.integer({ min: 0, max: 200 }), { freq: 2 }),
    rounding: fc.constantFrom('half_up', 'up'),
    periodApproval: fc.constantFrom('automatic', 'automatic', 'manual'),
    changes: fc.array(changes, { maxLength: 3 }),
    approvalDelays: fc.array(fc.option(fc.integer({ min: -20, max: 60 })), { minLength: 14, maxLength: 14 }),
  })
  .map(({ startsOn: start, createdAfter, firstPeriodDays, changes: list, approvalDelays, ...rest }) => {
    const request = checked({
      ...rest,
      subscription: {
        created: addDays(start, createdAfter),
        start,
        firstPeriodEnd: firstPeriodDays === null ? null : addDays(start, firstPeriodDays),
      },
      events: list.map(({ plan, on, known }) => ({
        type: plan === null ? 'cancel' : 'migrate',
        on: addDays(start, on),
        entered: addDays(start, on + known),
        ...(plan !== null && { plan }),
      })),
      runs: { from: addDays(start, -60), to: addDays(start, HORIZON_DAYS) },
    });
    return rest.periodApproval === 'manual' ? approving(request, approvalDelays) : request;
  });

/** The request with approvals of its periods, some late, some early, some never given. */
function approving(request: SimulationRequest, delays: readonly (number | null)[]): SimulationRequest {
  const approvals = chainTerms(request).flatMap(({ term }) =>
    delays.flatMap((delay, k) =>
      delay === null
        ? []
        : [
            {
              type: 'approve_period' as const,
              periodFrom: boundaryOf(term.grid, k),
              entered: addDays(boundaryOf(term.grid, k + 1), delay),
            },
          ],
    ),
  );
  return { ...request, events: [...request.events, ...approvals] };
}

const lastRun = (request: SimulationRequest): PlainDate => request.runs.at(-1) ?? request.subscription.start;

describe('laws of billing', () => {
  const holds = (law: (request: SimulationRequest) => void, numRuns = 150): void =>
    fc.assert(fc.property(requests, law), { numRuns });

  it('BILL-10: a year day by day gives each period and service the same sum as one run at its end', () => {
    holds((request) => {
      expect(sums(runOn(request, request.runs))).toEqual(sums(runOn(request, [lastRun(request)])));
    });
  });

  it('BILL-10: so does any other choice of days, as long as the last one is the same', () => {
    holds((request) => {
      const some = request.runs.filter((_, index) => index % 13 === 5 || index === request.runs.length - 1);
      expect(sums(runOn(request, some))).toEqual(sums(runOn(request, [lastRun(request)])));
    });
  });

  it('BILL-10: nothing is billed twice, and a credit follows its charge', () => {
    holds((request) => {
      const seen = new Set<string>();
      for (const line of runOn(request, request.runs)) {
        const identity = `${periodKey(line)} #${line.revision}`;
        expect(seen.has(identity), identity).toBe(false);
        if (line.revision > 0) expect(seen.has(`${periodKey(line)} #${line.revision - 1}`)).toBe(true);
        seen.add(identity);
      }
    });
  });

  it('BILL-10: a run repeated on the same day gives nothing more', () => {
    holds((request) => {
      const twice = request.runs.filter((_, index) => index % 7 === 0).flatMap((date) => [date, date]);
      const once = [...new Set(twice)];
      expect(runOn(request, twice)).toEqual(runOn(request, once));
    }, 60);
  });

  it('BILL-11: the simulation is that run, with due days remembered', () => {
    holds((request) => {
      const plain = runOn(request, request.runs).map(({ generatedOn, kind, from, to, amount, tax }) =>
        [generatedOn, kind, from, to, formatCents(amount), formatCents(tax)].join(' '),
      );
      const simulated = simulateBilling(request).cardlines.map(
        ({ generatedOn, kind, from, to, amount, tax }) =>
          [generatedOn, kind, from, to, amount, tax].join(' '),
      );
      expect(simulated).toEqual(plain);
    });
  });

  it('BILL-6, BILL-7: of a charge no more goes back than was charged, and days are credited once', () => {
    holds((request) => {
      for (const group of Map.groupBy(runOn(request, request.runs), periodKey).values()) {
        const [charge, ...credits] = group;
        expect(charge?.amount).toBeGreaterThan(0);
        expect(group.reduce((sum, { amount }) => sum + amount, 0)).toBeGreaterThanOrEqual(0);
        expect(group.reduce((sum, { tax }) => sum + tax, 0)).toBeGreaterThanOrEqual(0);
        let until = charge?.to ?? request.subscription.start;
        for (const credit of credits) {
          expect(credit.amount).toBeLessThan(0);
          expect(credit.to).toBe(until);
          expect(credit.from <= credit.to && credit.from >= credit.periodStart).toBe(true);
          until = dayBefore(credit.from);
        }
      }
    });
  });

  it('BILL-8: after the day without service nothing stays charged', () => {
    holds((request) => {
      const lines = runOn(request, request.runs);
      const known = termsKnownOn(chainTerms(request), request, lastRun(request));
      const chain = chainTerms(request);
      for (const { chained, term } of known) {
        if (term.end === null) continue;
        const end = term.end;
        const after = lines.filter(
          (line) =>
            line.termNumber === chain.indexOf(chained) &&
            line.periodStart >= end &&
            chargedKind(line) !== 'setup_fee',
        );
        expect(after.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
      }
    });
  });

  it('BILL-1: nothing is generated before the subscription is known, and setup once', () => {
    holds((request) => {
      const lines = runOn(request, request.runs);
      for (const line of lines) expect(line.generatedOn >= request.subscription.created).toBe(true);
      const setup = lines.filter(({ kind }) => kind === 'setup_fee');
      expect(new Set(setup.map(({ serviceKey }) => serviceKey)).size).toBe(setup.length);
      for (const { from, to } of setup)
        expect([from, to]).toEqual([request.subscription.start, request.subscription.start]);
    });
  });

  it('PER-1: periods follow one another without overlap; without a gap up to the day of the last run', () => {
    holds((request) => {
      const { periods } = simulateBilling(request);
      for (const [index, { from, to }] of periods.entries()) {
        expect(from <= to).toBe(true);
        const before = periods[index - 1];
        if (before === undefined) expect(from).toBe(request.subscription.start);
        else if (from <= lastRun(request)) expect(dayBefore(from)).toBe(before.to);
        else expect(before.to < from).toBe(true);
      }
    });
  });

  it('BILL-12: every line explains itself', () => {
    holds((request) => {
      for (const { explanation, from, to, kind } of simulateBilling(request).cardlines) {
        expect(explanation.rules.length).toBeGreaterThan(0);
        expect(explanation.text).not.toMatch(/undefined|null|NaN/);
        if (kind === 'setup_fee') continue;
        const { days, ofDays } = explanation;
        expect(days).toBe((Date.parse(to) - Date.parse(from)) / 86_400_000 + 1);
        expect(ofDays).toBeGreaterThanOrEqual(days ?? Number.NaN);
      }
    });
  });
});
