import { describe, expect, it } from 'vitest';
import { chainTerms, termsKnownOn } from '#core/billing/term-chain.ts';
import { aRequest, aRequestedPlan, checked, day } from '#test/support/billing.ts';

const plan = aRequestedPlan();
const migrate = (on: string, entered = on) => ({ type: 'migrate', on, entered, plan });
const cancel = (on: string, entered = on) => ({ type: 'cancel', on, entered });

/** "start..end by" of each term known on a day; the end is the first day without it. */
function termsOn(date: string, events: readonly unknown[], request: Record<string, unknown> = {}): string[] {
  const whole = checked(aRequest({ ...request, events }));
  return termsKnownOn(chainTerms(whole), day(date)).map(
    ({ term, endedBy }) => `${term.grid.start}..${term.end ?? ''}${endedBy === null ? '' : ` ${endedBy}`}`,
  );
}

describe('the terms of a subscription', () => {
  it('BILL-8: nothing is known before it is entered', () => {
    const events = [migrate('2026-05-11', '2026-04-20'), cancel('2026-06-01', '2026-05-20')];
    expect(termsOn('2026-04-19', events)).toEqual(['2026-04-01..']);
    expect(termsOn('2026-04-20', events)).toEqual(['2026-04-01..2026-05-11 migration', '2026-05-11..']);
    expect(termsOn('2026-05-20', events)).toEqual([
      '2026-04-01..2026-05-11 migration',
      '2026-05-11..2026-06-01 cancellation',
    ]);
  });

  it('BILL-8: a term that a cancellation forestalls ends where it would have started', () => {
    const events = [migrate('2026-05-11', '2026-04-02'), cancel('2026-04-21', '2026-04-03')];
    expect(termsOn('2026-04-03', events)).toEqual([
      '2026-04-01..2026-04-21 cancellation',
      '2026-05-11..2026-05-11 cancellation',
    ]);
  });

  it('BILL-8: on the very day of a migration, the cancellation is what ends the service', () => {
    const events = [migrate('2026-05-11', '2026-04-02'), cancel('2026-05-11', '2026-04-03')];
    expect(termsOn('2026-04-03', events)[0]).toBe('2026-04-01..2026-05-11 cancellation');
  });

  it('BILL-9: it is the plan in force on the day given that may forbid a migration within its period', () => {
    const bound = aRequestedPlan({ disableMigrationsDuringPeriod: true });
    const first = { type: 'migrate', on: '2026-04-11', entered: '2026-04-02', plan: bound };
    expect(termsOn('2026-04-03', [first, migrate('2026-04-20', '2026-04-03')])).toEqual([
      '2026-04-01..2026-04-11 migration',
      '2026-04-11..2026-05-11 migration',
      '2026-05-11..',
    ]);
    expect(termsOn('2026-04-03', [first, migrate('2026-04-05', '2026-04-03')])).toEqual([
      '2026-04-01..2026-04-05 migration',
      '2026-04-05..2026-04-11 migration',
      '2026-04-11..',
    ]);
  });

  it('BILL-9: a day that was given to a migration does not move when another is entered', () => {
    const bound = aRequestedPlan({ disableMigrationsDuringPeriod: true });
    const events = [migrate('2026-04-20', '2026-04-02'), migrate('2026-04-10', '2026-04-03')];
    expect(termsOn('2026-04-30', events, { plan: bound })).toEqual([
      '2026-04-01..2026-05-01 migration',
      '2026-05-01..2026-05-01 migration',
      '2026-05-01..',
    ]);
  });

  it('BILL-9: a migrated term is known from its entry, never before the subscription', () => {
    const knownFrom = (entered: string) => {
      const request = checked(
        aRequest({
          subscription: { created: '2026-04-10', start: '2026-04-01' },
          events: [migrate('2026-05-01', entered)],
        }),
      );
      return chainTerms(request).terms[1]?.term.knownFrom;
    };
    expect(knownFrom('2026-04-20')).toBe('2026-04-20');
    expect(knownFrom('2026-04-05')).toBe('2026-04-10');
  });
});
