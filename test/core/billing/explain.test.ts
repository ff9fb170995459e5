import { describe, expect, it } from 'vitest';
import { type Explanation, explainLine } from '#core/billing/explain.ts';
import { runTerm } from '#core/billing/run-term.ts';
import { UNBILLED } from '#core/billing/terms.ts';
import { aPlan, aRequestedPlan, aTerm, day, simulate, someRules } from '#test/support/billing.ts';

const daily = (from: string, to: string) => ({ from, to });

/** The explanation of one line of a simulation, the first unless said otherwise. */
function explanation(request: Record<string, unknown>, index = 0): Explanation {
  const line = simulate(request).cardlines.at(index);
  if (line === undefined) throw new Error('there is no such line');
  return line.explanation;
}

describe('BILL-12: every cardline explains itself', () => {
  it('a setup fee', () => {
    const plan = aRequestedPlan({ setupFee: '10.00' });
    const subscription = { created: '2026-04-10', start: '2026-04-16' };
    expect(explanation({ plan, subscription, runs: ['2026-04-12'] })).toEqual({
      rules: ['FEE-1', 'FEE-3'],
      text: 'Setup fee of 10.00, charged once when the subscription is created (10 Apr 2026). Billed by the run of 12 Apr 2026. Tax at 10 %: 1.00.',
      days: null,
      ofDays: null,
      fee: '10.00',
      wholePeriods: 1,
      parts: [],
    });
  });

  it('a whole period in advance, as the interface prints it', () => {
    const subscription = { created: '2026-04-10', start: '2026-04-16' };
    expect(explanation({ subscription, runs: ['2026-04-16'] })).toEqual({
      rules: ['FEE-3', 'BILL-1'],
      text: 'Access fee for 16 Apr 2026 – 15 May 2026: one whole period, 30.00. Tax at 10 %: 3.00. In advance: due on the day the period starts, 16 Apr 2026.',
      days: 30,
      ofDays: 30,
      fee: '30.00',
      wholePeriods: 1,
      parts: [],
    });
  });

  it('a short first period: 17 of 31 days of 49.95', () => {
    const plan = aRequestedPlan({ accessFee: '49.95', alignToInvoicePeriod: true });
    const found = explanation({ plan, subscription: { start: '2026-05-15' }, runs: ['2026-05-15'] });
    expect(found).toMatchObject({
      rules: ['FEE-3', 'PER-2', 'BILL-1', 'BILL-6', 'BILL-7'],
      days: 17,
      ofDays: 31,
    });
    expect(found.text).toContain('15 May 2026 – 31 May 2026: 17 of 31 days of 49.95 = 27.39.');
    expect(found.text).toContain('The whole period that this is a part of runs 1 May 2026 – 31 May 2026.');
  });

  it('says where the provider rounds up, and how a line of 7.77 over 20 of 28 days came to 5.55', () => {
    const plan = aRequestedPlan({ accessFee: '7.77', alignToInvoicePeriod: true, taxRate: '0' });
    const account = { invoiceDay: 1 };
    const found = explanation({
      plan,
      account,
      rounding: 'up',
      subscription: { start: '2026-02-09' },
      runs: ['2026-02-09'],
    });
    expect(found.text).toContain('20 of 28 days of 7.77 = 5.55, rounded up.');
    expect(found.text).toContain('No tax.');
  });

  it('a long first period', () => {
    const plan = aRequestedPlan({ accessFee: '31.00', honourFirstPeriodEnd: true });
    const subscription = { start: '2026-01-10', firstPeriodEnd: '2026-03-14' };
    const found = explanation({ plan, subscription, runs: ['2026-01-10'] });
    expect(found).toMatchObject({ days: 64, ofDays: 90, wholePeriods: 2, parts: [{ days: 5, ofDays: 31 }] });
    expect(found.text).toContain('2 whole periods and 5 of 31 days of 31.00 = 67.00.');
    expect(found.text).toContain('The whole period that this is a part of runs 15 Dec 2025 – 14 Jan 2026.');
  });

  it('BILL-6: pro rata off, one full fee or several', () => {
    const off = { accessFee: '31.00', proRata: false, honourFirstPeriodEnd: true };
    const plan = aRequestedPlan(off);
    const short = explanation({
      plan,
      subscription: { start: '2026-01-10', firstPeriodEnd: '2026-01-19' },
      runs: ['2026-01-10'],
    });
    expect(short.text).toContain('the full fee of 31.00, since pro rata is off.');
    expect(short).toMatchObject({ rules: ['FEE-3', 'PER-2', 'BILL-1', 'BILL-6'], days: 10, ofDays: 31 });
    const long = explanation({
      plan,
      subscription: { start: '2026-01-10', firstPeriodEnd: '2026-03-14' },
      runs: ['2026-01-10'],
    });
    expect(long.text).toContain(
      '3 full fees of 31.00, one for each whole period begun since pro rata is off = 93.00.',
    );
  });

  it('FEE-4: the subscription’s own fee', () => {
    const plan = aRequestedPlan({ subscriptionOverridesEnabled: true });
    const found = explanation({ plan, subscription: { start: '2026-04-01', accessFeeOverride: '24.95' } });
    expect(found).toMatchObject({ rules: ['FEE-4', 'BILL-1'], fee: '24.95' });
  });
});

describe('BILL-12: why on that day', () => {
  it('months in advance', () => {
    const plan = aRequestedPlan({ billMonthsInAdvance: 2 });
    const found = explanation({
      plan,
      subscription: { created: '2026-01-01', start: '2026-04-01' },
      runs: ['2026-02-01'],
    });
    expect(found.text).toContain('In advance: due 2 months before the period starts, on 1 Feb 2026.');
    expect(found.rules).toEqual(['FEE-3', 'BILL-1']);
  });

  it('BILL-2: taken along by an earlier period', () => {
    const found = explanation({ plan: aRequestedPlan({ periodsInAdvance: 2 }) }, 1);
    expect(found.text).toContain(
      'In advance, 2 periods at a time: due with the period from 1 Apr 2026, when that starts, on 1 Apr 2026.',
    );
    expect(found.rules).toEqual(['FEE-3', 'BILL-1', 'BILL-2']);
    const ahead = aRequestedPlan({ periodsInAdvance: 2, billMonthsInAdvance: 1 });
    const early = explanation(
      { plan: ahead, subscription: { created: '2026-03-01', start: '2026-04-01' }, runs: ['2026-03-01'] },
      1,
    );
    expect(early.text).toContain(
      'due with the period from 1 Apr 2026, 1 month before that starts, on 1 Mar 2026.',
    );
  });

  it('BILL-1: known late, and run late', () => {
    const found = explanation({
      subscription: { created: '2026-04-10', start: '2026-04-01' },
      runs: ['2026-04-12'],
    });
    expect(found.text).toMatch(
      /due on the day the period starts, 1 Apr 2026\. The subscription is known from 10 Apr 2026 on, and billed from then\. Billed by the run of 12 Apr 2026\.$/,
    );
  });

  it('BILL-4, BILL-5: in arrears, once approved', () => {
    const plan = aRequestedPlan({ billAccessFeesIn: 'arrears' });
    const found = explanation({
      plan,
      periodApproval: 'manual',
      events: [{ type: 'approve_period', entered: '2026-05-09', periodFrom: '2026-04-01' }],
      runs: daily('2026-04-01', '2026-05-31'),
    });
    expect(found.rules).toEqual(['FEE-3', 'BILL-4', 'BILL-5']);
    expect(found.text).toContain(
      'In arrears: due once the period has ended and is approved, on 1 May 2026 at the earliest. Billed by the run of 9 May 2026.',
    );
  });

  it('BILL-5: in arrears, cut by the end of the service', () => {
    const plan = aRequestedPlan({ billAccessFeesIn: 'arrears' });
    const events = [{ type: 'cancel', on: '2026-04-11' }];
    const found = explanation({ plan, events, runs: daily('2026-04-01', '2026-05-31') });
    expect(found.rules).toEqual(['FEE-3', 'BILL-4', 'BILL-6', 'BILL-7', 'BILL-8']);
    expect(found.text).toContain(
      '10 of 30 days of 30.00 = 10.00. The service is cancelled from 11 Apr 2026 on, so 10 Apr 2026 is its last day of service.',
    );
    expect(found.text).toContain(
      'In arrears: due once the service has ended, on 11 Apr 2026 at the earliest.',
    );
  });
});

describe('BILL-12: what goes back', () => {
  const cancelled = {
    plan: aRequestedPlan({ periodsInAdvance: 2 }),
    events: [
      { type: 'cancel', entered: '2026-04-02', on: '2026-04-21' },
      { type: 'cancel', entered: '2026-04-05', on: '2026-04-11' },
    ],
    runs: daily('2026-04-01', '2026-04-30'),
  };

  it('a part: charged, used, the difference', () => {
    const found = explanation(cancelled, 2);
    expect(found).toMatchObject({
      rules: ['BILL-6', 'BILL-7', 'BILL-8'],
      days: 10,
      ofDays: 30,
      fee: '30.00',
    });
    expect(found.text).toBe(
      'Credit for 21 Apr 2026 – 30 Apr 2026: the service is cancelled from 21 Apr 2026 on. 30.00 was charged for the period from 1 Apr 2026, and 20 of 30 days of 30.00 = 20.00 were used: 30.00 − 20.00 = 10.00 goes back. Tax at 10 %: 1.00 goes back with it.',
    );
  });

  it('BILL-13: a tax that is not the one on its own amount is told as what it is the difference of', () => {
    const plan = aRequestedPlan({ accessFee: '49.94' });
    const events = [{ type: 'cancel', entered: '2026-04-02', on: '2026-04-11' }];
    const request = { plan, events, runs: daily('2026-04-01', '2026-04-30') };
    const credit = simulate(request).cardlines.at(1);
    expect(credit).toMatchObject({ amount: '-33.29', tax: '-3.32' });
    expect(explanation(request, 1).text).toContain(
      'Tax at 10 %: 3.32 goes back with it, which is the 4.99 that was charged less 1.67 on what stays, each rounded.',
    );
  });

  it('a whole period after the service', () => {
    const found = explanation(cancelled, 3);
    expect(found).toMatchObject({ rules: ['BILL-6', 'BILL-8'], days: 31, ofDays: 31 });
    expect(found.text).toContain(
      '30.00 was charged for the period from 1 May 2026, which lies wholly after the service: all of it goes back.',
    );
  });

  it('a further part, of what an earlier credit left', () => {
    const found = explanation(cancelled, 4);
    expect(found.text).toContain(
      '20.00 was charged for the period from 1 Apr 2026 after the corrections before this one, and 10 of 30 days of 30.00 = 10.00 were used: 20.00 − 10.00 = 10.00 goes back.',
    );
  });

  it('BILL-9: by migration, and the new plan that starts then', () => {
    const request = {
      events: [
        {
          type: 'migrate',
          entered: '2026-04-05',
          on: '2026-04-11',
          plan: aRequestedPlan({ accessFee: '60.00', billMonthsInAdvance: 1 }),
        },
      ],
      runs: daily('2026-04-01', '2026-04-30'),
    };
    const credit = explanation(request, 1);
    expect(credit.rules).toEqual(['BILL-6', 'BILL-7', 'BILL-9']);
    expect(credit.text).toContain('another plan takes over on 11 Apr 2026.');
    const charge = explanation(request, 2);
    expect(charge.rules).toEqual(['FEE-3', 'BILL-1', 'BILL-9']);
    expect(charge.text).toContain('The plan starts here by migration.');
    expect(charge.text).toContain('The migration is known from 5 Apr 2026 on, and billed from then.');
  });

  it('says the same when it is asked later, and the end has moved since', () => {
    const plan = aPlan();
    const rules = someRules();
    const term = aTerm({ start: '2026-04-01', end: '2026-04-21' });
    const asOf = day('2026-04-01');
    const [line] = runTerm({
      plan,
      services: [],
      term,
      progress: UNBILLED,
      rules,
      asOf,
      isApproved: () => true,
      billed: () => [],
    }).lines;
    if (line === undefined) throw new Error('nothing was billed');
    const explained = (end: string) =>
      explainLine({
        plan,
        line,
        term: { ...term, end: day(end) },
        joined: null,
        rules,
        generatedOn: asOf,
        endedBy: 'cancellation',
      });
    expect(explained('2026-04-11')).toEqual(explained('2026-04-21'));

    const credit = {
      ...line,
      kind: 'credit',
      credits: 'access_fee',
      from: day('2026-04-16'),
      revision: 1,
    } as const;
    const credited = (end: string) =>
      explainLine({
        plan,
        line: { ...credit, basis: { ...line.basis, rule: 'credit_part' } },
        term: { ...term, end: day(end) },
        joined: null,
        rules,
        generatedOn: asOf,
        endedBy: 'cancellation',
      });
    expect(credited('2026-04-11')).toEqual(credited('2026-04-16'));
  });

  it('BILL-8: a cancellation on the very day of a migration is the cancellation', () => {
    const events = [
      { type: 'migrate', entered: '2026-04-01', on: '2026-04-11', plan: aRequestedPlan() },
      { type: 'cancel', entered: '2026-04-01', on: '2026-04-11' },
    ];
    expect(explanation({ events }).rules).toContain('BILL-8');
  });

  it('BILL-9: a period that a known migration cuts', () => {
    const events = [{ type: 'migrate', entered: '2026-04-01', on: '2026-04-11', plan: aRequestedPlan() }];
    const found = explanation({ events });
    expect(found.rules).toEqual(['FEE-3', 'BILL-1', 'BILL-6', 'BILL-7', 'BILL-9']);
    expect(found.text).toContain(
      'Another plan takes over on 11 Apr 2026, so 10 Apr 2026 is its last day of service.',
    );
  });
});
