import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulateBilling } from '#core/billing/simulate.ts';
import type { SimulationRequest } from '#core/billing/simulation.ts';
import { chainTerms, termsKnownOn } from '#core/billing/term-chain.ts';
import { dayBefore } from '#core/calendar.ts';
import { formatCents } from '#core/money.ts';
import { chargedKind, lastRun, periodKey, requests, runOn, sums } from '#test/support/billing-laws.ts';

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
      const known = termsKnownOn(chainTerms(request), lastRun(request));
      const chain = chainTerms(request);
      for (const { chained, term } of known) {
        if (term.end === null) continue;
        const end = term.end;
        const after = lines.filter(
          (line) =>
            line.termNumber === chain.terms.indexOf(chained) &&
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
