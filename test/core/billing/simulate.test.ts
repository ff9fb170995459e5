import { describe, expect, it } from 'vitest';
import { simulateBilling } from '#core/billing/simulate.ts';
import { aRequest, aRequestedPlan, checked, linesOf, periodsOf, simulate } from '#test/support/billing.ts';

const daily = (from: string, to: string) => ({ from, to });
const cancel = (on: string, entered = on) => ({ type: 'cancel', entered, on });
const migrate = (on: string, plan: Record<string, unknown>, entered = on) => ({
  type: 'migrate',
  entered,
  on,
  plan,
});

describe('what the documents print', () => {
  it('the request printed in the interface: setup on creation, two periods, a credit when the cancellation is entered', () => {
    const simulation = simulate({
      plan: aRequestedPlan({
        setupFee: '10.00',
        services: [{ code: 'nbn', setupFee: null, accessFee: '20.00' }],
      }),
      subscription: { created: '2026-04-10', start: '2026-04-16' },
      events: [cancel('2026-06-10', '2026-06-01')],
      runs: daily('2026-04-10', '2026-07-31'),
    });
    expect(linesOf(simulation)).toEqual([
      '2026-04-10 setup_fee 2026-04-16..2026-04-16 10.00 +1.00',
      '2026-04-16 access_fee 2026-04-16..2026-05-15 30.00 +3.00',
      '2026-05-16 access_fee 2026-05-16..2026-06-15 30.00 +3.00',
      '2026-06-01 credit 2026-06-10..2026-06-15 -5.81 -0.58',
    ]);
    expect(periodsOf(simulation)).toEqual(['2026-04-16..2026-05-15', '2026-05-16..2026-06-09']);
  });

  it('BILL-2: one period in advance generates March’s fee on 1 March 2011, two generate April’s', () => {
    const march = (periodsInAdvance: number) =>
      linesOf(
        simulate({
          plan: aRequestedPlan({ periodsInAdvance }),
          subscription: { start: '2011-01-01' },
          runs: daily('2011-02-28', '2011-03-01'),
        }),
      ).filter((line) => line.startsWith('2011-03-01'));
    expect(march(1)).toEqual(['2011-03-01 access_fee 2011-03-01..2011-03-31 30.00 +3.00']);
    expect(march(2)).toEqual(['2011-03-01 access_fee 2011-04-01..2011-04-30 30.00 +3.00']);
  });

  it('BILL-3: L 3, P 2, M 2: on 1 April cardlines for the six months from 1 May', () => {
    const simulation = simulate({
      plan: aRequestedPlan({ periodLengthMonths: 3, periodsInAdvance: 2, billMonthsInAdvance: 2 }),
      subscription: { created: '2026-03-01', start: '2026-05-01' },
      runs: daily('2026-03-01', '2026-04-01'),
    });
    // M = 2: due two months before 1 May, which is the day it was created
    expect(linesOf(simulation).map((line) => line.slice(0, 45))).toEqual([
      '2026-03-01 access_fee 2026-05-01..2026-07-31 ',
      '2026-03-01 access_fee 2026-08-01..2026-10-31 ',
    ]);
    const asPrinted = simulate({
      plan: aRequestedPlan({ periodLengthMonths: 3, periodsInAdvance: 2, billMonthsInAdvance: 2 }),
      subscription: { created: '2026-04-01', start: '2026-05-01' },
      runs: ['2026-04-01'],
    });
    expect(linesOf(asPrinted)).toEqual([
      '2026-04-01 access_fee 2026-05-01..2026-07-31 30.00 +3.00',
      '2026-04-01 access_fee 2026-08-01..2026-10-31 30.00 +3.00',
    ]);
  });
});

describe('the runs', () => {
  it('BILL-10: a day that comes twice bills once', () => {
    const events = [cancel('2026-04-11')];
    const once = simulate({ events, runs: ['2026-04-01', '2026-04-11'] });
    const twice = simulate({
      events,
      runs: ['2026-04-01', '2026-04-01', '2026-04-11', '2026-04-11', '2026-05-01'],
    });
    expect(linesOf(twice)).toEqual(linesOf(once));
    expect(linesOf(once)).toHaveLength(2);
  });

  it('are taken in the order of their days', () => {
    const runs = ['2026-05-01', '2026-04-01'];
    expect(linesOf(simulate({ runs }))).toEqual(linesOf(simulate({ runs: [...runs].reverse() })));
  });

  it('before the subscription was created find nothing, no period either', () => {
    const early = {
      subscription: { created: '2026-05-10', start: '2026-04-01' },
      runs: ['2026-04-01', '2026-05-09'],
    };
    expect(simulate(early)).toEqual({ periods: [], cardlines: [] });
  });

  it('BILL-11: the same request gives the same answer', () => {
    const request = checked(
      aRequest({ runs: daily('2026-04-01', '2026-12-31'), events: [cancel('2026-11-03')] }),
    );
    expect(simulateBilling(request)).toEqual(simulateBilling(request));
  });
});

describe('the periods', () => {
  it('are those begun up to the last run, and those billed ahead', () => {
    const plan = aRequestedPlan({ periodsInAdvance: 2 });
    expect(periodsOf(simulate({ plan, runs: ['2026-04-01'] }))).toEqual([
      '2026-04-01..2026-04-30',
      '2026-05-01..2026-05-31',
    ]);
    const arrears = aRequestedPlan({ billAccessFeesIn: 'arrears' });
    expect(periodsOf(simulate({ plan: arrears, runs: ['2026-05-15'] }))).toEqual([
      '2026-04-01..2026-04-30',
      '2026-05-01..2026-05-31',
    ]);
  });

  it('are cut at a known end, and what lies wholly after it is none', () => {
    const plan = aRequestedPlan({ periodsInAdvance: 3 });
    const simulation = simulate({
      plan,
      events: [cancel('2026-04-11')],
      runs: daily('2026-04-01', '2026-05-31'),
    });
    expect(periodsOf(simulation)).toEqual(['2026-04-01..2026-04-10']);
  });

  it('BILL-9: follow one another over a migration', () => {
    const events = [migrate('2026-05-11', aRequestedPlan({ alignToInvoicePeriod: true }))];
    expect(periodsOf(simulate({ events, runs: daily('2026-04-01', '2026-06-01') }))).toEqual([
      '2026-04-01..2026-04-30',
      '2026-05-01..2026-05-10',
      '2026-05-11..2026-05-31',
      '2026-06-01..2026-06-30',
    ]);
  });
});

describe('BILL-8: cancellations', () => {
  it('entered before the subscription was created are known when it is', () => {
    const simulation = simulate({
      plan: aRequestedPlan({ setupFee: '10.00' }),
      subscription: { created: '2026-04-10', start: '2026-04-16' },
      events: [cancel('2026-04-16', '2026-04-01')],
      runs: daily('2026-04-01', '2026-05-31'),
    });
    expect(linesOf(simulation)).toEqual(['2026-04-10 setup_fee 2026-04-16..2026-04-16 10.00 +1.00']);
    expect(periodsOf(simulation)).toEqual([]);
  });

  it('before the start of periods billed ahead credit those in full', () => {
    const simulation = simulate({
      plan: aRequestedPlan({ periodsInAdvance: 3, billMonthsInAdvance: 1 }),
      subscription: { created: '2026-03-01', start: '2026-04-01' },
      events: [cancel('2026-04-01', '2026-03-05')],
      runs: daily('2026-03-01', '2026-04-30'),
    });
    expect(linesOf(simulation).map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      'access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      'access_fee 2026-05-01..2026-05-31 30.00 +3.00',
      'access_fee 2026-06-01..2026-06-30 30.00 +3.00',
      'credit 2026-04-01..2026-04-30 -30.00 -3.00',
      'credit 2026-05-01..2026-05-31 -30.00 -3.00',
      'credit 2026-06-01..2026-06-30 -30.00 -3.00',
    ]);
  });

  it('of two, the earlier first day without service counts', () => {
    const events = [
      cancel('2026-04-21', '2026-04-02'),
      cancel('2026-04-11', '2026-04-05'),
      cancel('2026-05-11', '2026-04-06'),
    ];
    expect(linesOf(simulate({ events, runs: daily('2026-04-01', '2026-06-30') }))).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-04-02 credit 2026-04-21..2026-04-30 -10.00 -1.00',
      '2026-04-05 credit 2026-04-11..2026-04-20 -10.00 -1.00',
    ]);
  });

  it('where M ≥ L, credit all that was billed months ahead', () => {
    const simulation = simulate({
      plan: aRequestedPlan({ billMonthsInAdvance: 3 }),
      events: [cancel('2026-05-16', '2026-04-20')],
      runs: daily('2026-04-01', '2026-08-31'),
    });
    expect(linesOf(simulation).slice(4)).toEqual([
      '2026-04-20 credit 2026-05-16..2026-05-31 -15.48 -1.55',
      '2026-04-20 credit 2026-06-01..2026-06-30 -30.00 -3.00',
      '2026-04-20 credit 2026-07-01..2026-07-31 -30.00 -3.00',
    ]);
  });
});

describe('BILL-5: approval by hand', () => {
  const arrears = aRequestedPlan({ billAccessFeesIn: 'arrears' });
  const approve = (periodFrom: string, entered: string) => ({ type: 'approve_period', entered, periodFrom });

  it('bills a period by the first run on or after its approval, in whatever order they are approved', () => {
    const simulation = simulate({
      plan: arrears,
      periodApproval: 'manual',
      events: [approve('2026-05-01', '2026-06-03'), approve('2026-04-01', '2026-06-20')],
      runs: daily('2026-04-01', '2026-07-31'),
    });
    expect(linesOf(simulation)).toEqual([
      '2026-06-03 access_fee 2026-05-01..2026-05-31 30.00 +3.00',
      '2026-06-20 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
    ]);
    expect(simulation.periods).toHaveLength(4);
  });

  it('is needed for the shortened last period too', () => {
    const events = [cancel('2026-04-11'), approve('2026-04-01', '2026-06-20')];
    const request = { plan: arrears, periodApproval: 'manual', runs: daily('2026-04-01', '2026-07-31') };
    expect(linesOf(simulate({ ...request, events: events.slice(0, 1) }))).toEqual([]);
    expect(linesOf(simulate({ ...request, events }))).toEqual([
      '2026-06-20 access_fee 2026-04-01..2026-04-10 10.00 +1.00',
    ]);
  });

  it('is no matter of plans in advance', () => {
    expect(linesOf(simulate({ periodApproval: 'manual' }))).toHaveLength(1);
  });
});

describe('BILL-9: migrations', () => {
  const dearer = aRequestedPlan({ accessFee: '60.00', setupFee: '55.00' });

  it('credit the old plan, start the new one on their day, without a setup fee', () => {
    expect(
      linesOf(simulate({ events: [migrate('2026-04-16', dearer)], runs: daily('2026-04-01', '2026-05-16') })),
    ).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-04-16 credit 2026-04-16..2026-04-30 -15.00 -1.50',
      '2026-04-16 access_fee 2026-04-16..2026-05-15 60.00 +6.00',
      '2026-05-16 access_fee 2026-05-16..2026-06-15 60.00 +6.00',
    ]);
  });

  it('known ahead, bill the new plan by its own settings from the day they are entered', () => {
    const ahead = { ...dearer, billMonthsInAdvance: 2 };
    expect(
      linesOf(
        simulate({
          events: [migrate('2026-07-01', ahead, '2026-05-20')],
          runs: daily('2026-05-15', '2026-06-01'),
        }),
      ),
    ).toEqual([
      '2026-05-15 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-05-15 access_fee 2026-05-01..2026-05-31 30.00 +3.00',
      '2026-05-20 access_fee 2026-07-01..2026-07-31 60.00 +6.00',
      '2026-06-01 access_fee 2026-06-01..2026-06-30 30.00 +3.00',
      '2026-06-01 access_fee 2026-08-01..2026-08-31 60.00 +6.00',
    ]);
  });

  it('on the start day leave nothing of the old plan but its setup fee', () => {
    const simulation = simulate({
      plan: aRequestedPlan({ setupFee: '10.00' }),
      events: [migrate('2026-04-01', dearer)],
    });
    expect(linesOf(simulation)).toEqual([
      '2026-04-01 setup_fee 2026-04-01..2026-04-01 10.00 +1.00',
      '2026-04-01 access_fee 2026-04-01..2026-04-30 60.00 +6.00',
    ]);
  });

  it('aligned, run to the account’s next invoice boundary, counted from the first subscription’s year', () => {
    const simulation = simulate({
      account: { invoiceDay: 1, invoicePeriodMonths: 5, invoiceAnchor: null },
      subscription: { start: '2026-12-01' },
      events: [migrate('2027-02-15', { ...dearer, alignToInvoicePeriod: true })],
      runs: ['2027-02-15'],
    });
    // Counted from January 2026: 1 April 2027. From January 2027 it would be 1 June.
    expect(periodsOf(simulation).at(-1)).toBe('2027-02-15..2027-03-31');
  });

  it('take effect on the next boundary where the old plan forbids them within a period, however late they are entered', () => {
    const bound = aRequestedPlan({ disableMigrationsDuringPeriod: true });
    const entered = (on: string, day: string) =>
      linesOf(
        simulate({
          plan: bound,
          events: [migrate(on, dearer, day)],
          runs: daily('2026-04-01', '2026-06-15'),
        }),
      );
    expect(entered('2026-04-10', '2026-04-10')).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-05-01 access_fee 2026-05-01..2026-05-31 60.00 +6.00',
      '2026-06-01 access_fee 2026-06-01..2026-06-30 60.00 +6.00',
    ]);
    expect(entered('2026-04-10', '2026-06-10').slice(3)).toEqual([
      '2026-06-10 credit 2026-05-01..2026-05-31 -30.00 -3.00',
      '2026-06-10 credit 2026-06-01..2026-06-30 -30.00 -3.00',
      '2026-06-10 access_fee 2026-05-01..2026-05-31 60.00 +6.00',
      '2026-06-10 access_fee 2026-06-01..2026-06-30 60.00 +6.00',
    ]);
    // A day on a boundary: that day
    expect(entered('2026-05-01', '2026-05-01')[1]).toContain('60.00');
  });

  it('forestalled by a cancellation before their day, never happen; what was billed ahead for them goes back', () => {
    const ahead = { ...dearer, billMonthsInAdvance: 2 };
    const events = [migrate('2026-06-01', ahead, '2026-04-05'), cancel('2026-05-16', '2026-04-20')];
    const simulation = simulate({ events, runs: daily('2026-04-01', '2026-07-31') });
    expect(linesOf(simulation)).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-04-05 access_fee 2026-06-01..2026-06-30 60.00 +6.00',
      '2026-04-20 credit 2026-06-01..2026-06-30 -60.00 -6.00',
      '2026-05-01 access_fee 2026-05-01..2026-05-15 14.52 +1.45',
    ]);
    expect(periodsOf(simulation).at(-1)).toBe('2026-05-01..2026-05-15');
  });

  it('entered after a cancellation, last until its day', () => {
    const events = [cancel('2026-06-01', '2026-04-02'), migrate('2026-05-16', dearer, '2026-04-10')];
    expect(linesOf(simulate({ events, runs: daily('2026-04-01', '2026-07-31') }))).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-05-01 access_fee 2026-05-01..2026-05-15 14.52 +1.45',
      '2026-05-16 access_fee 2026-05-16..2026-05-31 30.97 +3.10',
    ]);
  });

  it('one after the other, each ends the one before', () => {
    const third = aRequestedPlan({ accessFee: '90.00' });
    const events = [migrate('2026-04-11', dearer), migrate('2026-04-21', third)];
    expect(linesOf(simulate({ events, runs: daily('2026-04-01', '2026-05-01') }))).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-04-11 credit 2026-04-11..2026-04-30 -20.00 -2.00',
      '2026-04-11 access_fee 2026-04-11..2026-05-10 60.00 +6.00',
      '2026-04-21 credit 2026-04-21..2026-05-10 -40.00 -4.00',
      '2026-04-21 access_fee 2026-04-21..2026-05-20 90.00 +9.00',
    ]);
  });

  it('a later entered one for an earlier day comes in between', () => {
    const third = aRequestedPlan({ accessFee: '90.00' });
    const events = [migrate('2026-04-21', dearer, '2026-04-02'), migrate('2026-04-11', third, '2026-04-05')];
    const simulation = simulate({ events, runs: daily('2026-04-01', '2026-04-30') });
    expect(linesOf(simulation)).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-04-02 credit 2026-04-21..2026-04-30 -10.00 -1.00',
      '2026-04-05 credit 2026-04-11..2026-04-20 -10.00 -1.00',
      '2026-04-11 access_fee 2026-04-11..2026-04-20 30.00 +3.00',
      '2026-04-21 access_fee 2026-04-21..2026-05-20 60.00 +6.00',
    ]);
  });

  it('of two on one day, the later entered counts', () => {
    const third = aRequestedPlan({ accessFee: '90.00' });
    const events = [migrate('2026-04-11', dearer, '2026-04-11'), migrate('2026-04-11', third, '2026-04-12')];
    expect(linesOf(simulate({ events, runs: daily('2026-04-01', '2026-04-30') })).slice(2)).toEqual([
      '2026-04-11 access_fee 2026-04-11..2026-05-10 60.00 +6.00',
      '2026-04-12 credit 2026-04-11..2026-05-10 -60.00 -6.00',
      '2026-04-12 access_fee 2026-04-11..2026-05-10 90.00 +9.00',
    ]);
  });

  it('FEE-4: do not take the subscription’s own fee along', () => {
    const plan = aRequestedPlan({ subscriptionOverridesEnabled: true });
    const simulation = simulate({
      plan,
      subscription: { start: '2026-04-01', accessFeeOverride: '12.00' },
      events: [migrate('2026-05-01', { ...plan, accessFee: '40.00' })],
      runs: ['2026-04-01', '2026-05-01'],
    });
    expect(simulation.cardlines.map(({ amount }) => amount)).toEqual(['12.00', '40.00']);
  });
});
