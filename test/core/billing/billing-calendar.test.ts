import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BillingCalendar, layCalendar } from '#core/billing/billing-calendar.ts';
import { calendarRequest, readCalendar, type TypedCalendar } from '#core/billing/plan-calendar.ts';
import { simulateBilling } from '#core/billing/simulate.ts';
import type { BillingPlan } from '#core/billing/terms.ts';
import { formatCents } from '#core/money.ts';
import { aPlan, aService, day, money } from '#test/support/billing.ts';
import { requests } from '#test/support/billing-laws.ts';

const TODAY = day('2026-04-01');

const asked = (typed: TypedCalendar) => {
  const read = readCalendar(typed, { today: TODAY, approval: 'automatic' });
  if (!read.ok) throw new Error(read.faults.map(({ message }) => message).join(' '));
  return read.value;
};

function calendarOf(plan: Partial<BillingPlan>, typed: TypedCalendar, other?: BillingPlan): BillingCalendar {
  const request = calendarRequest(asked(typed), {
    plan: { plan: aPlan(plan), services: [] },
    other: other === undefined ? null : { plan: other, services: [] },
    rounding: 'half_up',
  });
  if (!request.ok) throw new Error(request.faults.map(({ message }) => message).join(' '));
  return layCalendar(request.value, TODAY);
}

/** "2026-05-01 on 2026-04-01: 90.00" for each period and day */
const told = ({ rows }: BillingCalendar): string[] =>
  rows.flatMap(({ period, made }) =>
    made.map(({ on, charged, credited }) =>
      [
        period.from,
        'on',
        `${on}:`,
        formatCents(charged),
        ...(credited < 0 ? [formatCents(credited)] : []),
      ].join(' '),
    ),
  );

describe('a billing calendar', () => {
  it('BILL-3: six months are made on the day of entry where two periods of three months are billed two months early', () => {
    const calendar = calendarOf(
      { periodLengthMonths: 3, periodsInAdvance: 2, billMonthsInAdvance: 2, accessFee: money('90.00') },
      { start: '2026-05-01', created: '2026-04-01', months: '6' },
    );
    expect(told(calendar).slice(0, 3)).toEqual([
      '2026-05-01 on 2026-04-01: 90.00',
      '2026-08-01 on 2026-04-01: 90.00',
      '2026-11-01 on 2026-06-01: 90.00',
    ]);
    expect(calendar.rows[1]).toMatchObject({
      period: { from: '2026-08-01', to: '2026-10-31' },
      dueOn: '2026-03-01',
      dueWith: '2026-05-01',
    });
  });

  it('BILL-1, BILL-2: tells Periods in Advance from Bill Months in Advance by when a period falls due and with which one', () => {
    const late = { start: '2026-04-01', months: '4' };
    const volume = calendarOf({ periodsInAdvance: 2 }, late).rows[2];
    const time = calendarOf({ billMonthsInAdvance: 1 }, late).rows[2];
    expect(volume).toMatchObject({
      dueOn: '2026-05-01',
      dueWith: '2026-05-01',
      period: { from: '2026-06-01' },
    });
    expect(time).toMatchObject({
      dueOn: '2026-05-01',
      dueWith: '2026-06-01',
      period: { from: '2026-06-01' },
    });
  });

  it('BILL-8: a cancelled period shows what is used, what stays charged and what goes back', () => {
    const { rows } = calendarOf(
      { periodsInAdvance: 2 },
      { start: '2026-04-01', months: '6', cancelOn: '2026-05-11' },
    );
    expect(
      rows.map(({ period, used, charged, credited }) => [
        period.from,
        used?.to,
        charged[0]?.to,
        credited[0]?.from,
      ]),
    ).toEqual([
      ['2026-04-01', '2026-04-30', '2026-04-30', undefined],
      ['2026-05-01', '2026-05-10', '2026-05-10', '2026-05-11'],
      ['2026-06-01', undefined, undefined, '2026-06-01'],
    ]);
  });

  it('decision 87: a suspension leaves its days out, in the middle of a period too; what was billed of them goes back', () => {
    const suspended = {
      start: '2026-04-01',
      months: '3',
      suspendFrom: '2026-04-11',
      suspendUntil: '2026-05-11',
    };
    const { rows } = calendarOf({}, suspended);
    expect(rows.map(({ charged, credited, made }) => ({ charged, credited, runs: made.length }))).toEqual([
      {
        charged: [{ from: '2026-04-01', to: '2026-04-10' }],
        credited: [{ from: '2026-04-11', to: '2026-04-30' }],
        runs: 2,
      },
      { charged: [{ from: '2026-05-11', to: '2026-05-31' }], credited: [], runs: 1 },
      { charged: [{ from: '2026-06-01', to: '2026-06-30' }], credited: [], runs: 1 },
    ]);
    const within = calendarOf({}, { ...suspended, suspendUntil: '2026-04-21' }).rows[0];
    expect(within?.charged).toEqual([
      { from: '2026-04-01', to: '2026-04-10' },
      { from: '2026-04-21', to: '2026-04-30' },
    ]);
    // Without Pro Rata the period costs as much all the same.
    const whole = calendarOf({ proRata: false }, { ...suspended, suspendUntil: '2026-04-21' }).rows[0];
    expect([whole?.charged, whole?.credited]).toEqual([[{ from: '2026-04-01', to: '2026-04-30' }], []]);
  });

  it('BILL-9: periods of the plan before and after a migration are rows of their own, also where their days meet', () => {
    const { rows, terms } = calendarOf(
      {},
      { start: '2026-04-01', months: '3', migrateOn: '2026-05-16', migrateTo: 'BIG' },
      aPlan({ code: 'BIG', accessFee: money('60.00') }),
    );
    expect(terms.map(({ packagePlan, end, endedBy }) => [packagePlan, end, endedBy])).toEqual([
      ['plan', '2026-05-16', 'migration'],
      ['BIG', null, null],
    ]);
    expect(rows.map(({ packagePlan, period }) => [packagePlan, period.from])).toEqual([
      ['plan', '2026-04-01'],
      ['plan', '2026-05-01'],
      ['BIG', '2026-05-16'],
      ['BIG', '2026-06-16'],
    ]);
    expect(rows[1]?.credited).toEqual([{ from: '2026-05-16', to: '2026-05-31' }]);
  });

  it('BILL-4, BILL-5: in arrears a period that nobody approves stays open, and an approved one is made when it is', () => {
    const arrears = { billAccessFeesIn: 'arrears' as const };
    const typed = { start: '2026-04-01', months: '3', approval: 'manual' };
    expect(told(calendarOf(arrears, typed))).toEqual([]);
    expect(calendarOf(arrears, typed).rows).toHaveLength(3);
    expect(told(calendarOf(arrears, { ...typed, approveAfterDays: '7' }))).toEqual([
      '2026-04-01 on 2026-05-08: 30.00',
      '2026-05-01 on 2026-06-08: 30.00',
    ]);
  });

  it('PER-3: shows the days on which invoice periods begin', () => {
    const calendar = calendarOf({}, { start: '2026-01-15', months: '3', invoiceDay: '31' });
    expect(calendar.axis).toEqual({ from: '2026-01-01', to: '2026-04-30' });
    expect(calendar.invoiceBoundaries).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']);
  });

  it('BILL-11: holds exactly the lines of the simulate call, each once, under the period that it begins in', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { rows, total } = layCalendar(request, TODAY);
        const simulated = simulateBilling(request);
        const lines = rows.flatMap(({ made }) => made.flatMap(({ lines }) => lines));
        const sorted = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort();
        expect(sorted(lines.map(({ cardline }) => cardline))).toEqual(sorted(simulated.cardlines));
        expect(rows.flatMap(({ used }) => used ?? [])).toEqual(simulated.periods);
        expect(total.lines).toBe(simulated.cardlines.length);
        for (const { period, made } of rows)
          for (const { on, lines: own } of made)
            for (const { cardline } of own) {
              expect(cardline.generatedOn).toBe(on);
              expect(cardline.from >= period.from && cardline.to <= period.to).toBe(true);
            }
      }),
      { numRuns: 150 },
    );
  });
});

describe('what is asked of a calendar', () => {
  it('names every fault at once, beside its field', () => {
    const read = readCalendar(
      {
        start: '2026-02-30',
        months: '0',
        created: 'soon',
        invoiceDay: '32',
        invoicePeriodMonths: 'x',
        cancelOn: '2026-03-01',
        migrateOn: '2026-03-01',
        approval: 'never',
      },
      { today: TODAY, approval: 'automatic' },
    );
    expect(read.ok ? [] : read.faults.map(({ path }) => path)).toEqual([
      'approval',
      'start',
      'months',
      'created',
      'invoiceDay',
      'invoicePeriodMonths',
      'cancelOn',
      'migrateOn',
      'migrateTo',
    ]);
  });

  it('decision 87: refuses a suspension that is none, beside its field', () => {
    const refused = (typed: TypedCalendar) => {
      const request = calendarRequest(asked({ start: '2026-04-01', ...typed }), {
        plan: { plan: aPlan(), services: [] },
        other: null,
        rounding: 'half_up',
      });
      return request.ok ? [] : request.faults.map(({ code, path }) => `${path}: ${code}`);
    };
    expect(refused({ suspendFrom: '2026-04-11', suspendUntil: '2026-04-11' })).toEqual([
      'suspendUntil: suspension_reversed',
    ]);
    expect(refused({ suspendFrom: '2026-03-11' })).toEqual(['suspendFrom: suspension_before_start']);
    expect(refused({ suspendFrom: '2026-05-11', cancelOn: '2026-05-01' })).toEqual([
      'suspendFrom: subscription_cancelled',
    ]);
    const read = readCalendar({ suspendUntil: '2026-05-01' }, { today: TODAY, approval: 'automatic' });
    expect(read.ok ? [] : read.faults.map(({ path }) => path)).toEqual(['suspendFrom']);
  });

  it('PER-2: refuses a first period end that the plan does not honour', () => {
    const request = calendarRequest(asked({ start: '2026-04-01', firstPeriodEnd: '2026-05-31' }), {
      plan: { plan: aPlan(), services: [] },
      other: null,
      rounding: 'half_up',
    });
    expect(request.ok ? [] : request.faults.map(({ code, path }) => [code, path])).toEqual([
      ['first_period_end_not_honoured', 'firstPeriodEnd'],
    ]);
  });

  it('BILL-14: refuses more lines than a calendar holds, and says what to take less of', () => {
    const services = Array.from({ length: 200 }, (_, at) =>
      aService({ key: at + 1, accessFee: money('1.00') }),
    );
    const request = calendarRequest(asked({ start: '2026-04-01' }), {
      plan: { plan: aPlan({ accessFee: null }), services },
      other: null,
      rounding: 'half_up',
    });
    expect(request.ok ? [] : request.faults.map(({ code, path }) => [code, path])).toEqual([
      ['too_many_cardlines', 'months'],
    ]);
  });

  it('takes ten years of entry in advance and no more', () => {
    const read = readCalendar(
      { start: '2026-04-01', created: '2010-04-01' },
      { today: TODAY, approval: 'automatic' },
    );
    expect(read.ok ? [] : read.faults.map(({ code }) => code)).toEqual(['too_many_runs']);
  });
});
