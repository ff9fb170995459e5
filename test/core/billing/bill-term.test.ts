import { describe, expect, it } from 'vitest';
import { billTerm, nextDueDay, type TermToBill } from '#core/billing/bill-term.ts';
import { type BillingPlan, type TermProgress, UNBILLED } from '#core/billing/terms.ts';
import { aPlan, aService, aTerm, day, money, someRules, type TermSettings } from '#test/support/billing.ts';

interface Situation extends Omit<TermSettings, 'plan'> {
  readonly plan?: Partial<BillingPlan>;
  readonly progress?: Partial<TermProgress>;
  /** Periods approved by hand; makes approval manual. */
  readonly approved?: readonly string[];
}

/** A term to bill on a day. */
function onDay(asOf: string, { plan = {}, progress = {}, approved, ...settings }: Situation): TermToBill {
  const whole = aPlan(plan);
  return {
    plan: whole,
    services: [
      aService({ key: 1, accessFee: money('20.00') }),
      aService({ key: 2, accessFee: money('5.00') }),
    ],
    term: aTerm({ ...settings, plan: whole }),
    progress: { ...UNBILLED, ...progress },
    rules: someRules({ periodApproval: approved === undefined ? 'automatic' : 'manual' }),
    asOf: day(asOf),
    isApproved: (start) => approved?.includes(start) ?? false,
    billed: () => [],
  };
}

const billed = (asOf: string, situation: Situation): string[] =>
  billTerm(onDay(asOf, situation)).lines.map(
    ({ kind, serviceKey, from, to, amount }) =>
      `${kind}${serviceKey === null ? '' : `:${serviceKey}`} ${from}..${to} ${amount}`,
  );

/** The first days of the periods billed. */
const starts = (asOf: string, situation: Situation): string[] =>
  billTerm(onDay(asOf, situation)).lines.map(({ periodStart }) => periodStart);

const nextDue = (asOf: string, situation: Situation): string | null =>
  billTerm(onDay(asOf, situation)).nextDueOn;

describe('FEE-1: the setup fee', () => {
  const plan = { setupFee: money('10.00') };

  it('is charged once, by the first run on or after the creation, dated on the start', () => {
    const term = { plan, created: '2026-04-10', start: '2026-04-16' };
    expect(billed('2026-04-09', term)).toEqual([]);
    expect(billed('2026-04-12', term)).toEqual(['setup_fee 2026-04-16..2026-04-16 1000']);
    expect(billed('2026-04-12', { ...term, progress: { setupBilled: true } })).toEqual([]);
  });

  it('is charged even where the subscription is cancelled from its first day', () => {
    const term = { plan, start: '2026-04-16', end: '2026-04-16' };
    expect(billed('2026-04-16', term)).toEqual(['setup_fee 2026-04-16..2026-04-16 1000']);
  });

  it('is charged a service where the package has none, in arrears as well on creation', () => {
    const situation = onDay('2026-04-16', { plan: { billAccessFeesIn: 'arrears' }, start: '2026-04-16' });
    const services = [aService({ key: 7, setupFee: money('3.00') })];
    expect(billTerm({ ...situation, services }).lines).toMatchObject([
      { kind: 'setup_fee', serviceKey: 7, amount: 300, tax: 30 },
    ]);
  });

  it('BILL-9: is not charged for the new plan of a migration', () => {
    const situation = onDay('2026-04-16', { plan, start: '2026-04-16' });
    const term = { ...situation.term, chargesSetup: false };
    expect(billTerm({ ...situation, term }).lines.map(({ kind }) => kind)).toEqual(['access_fee']);
  });
});

describe('FEE-2, FEE-3: access fees', () => {
  it('one line a period for the package', () => {
    expect(billed('2026-04-16', { start: '2026-04-16' })).toEqual(['access_fee 2026-04-16..2026-05-15 3000']);
  });

  it('one line a service and period where the package has no fee', () => {
    expect(billed('2026-04-16', { plan: { accessFee: null }, start: '2026-04-16' })).toEqual([
      'access_fee:1 2026-04-16..2026-05-15 2000',
      'access_fee:2 2026-04-16..2026-05-15 500',
    ]);
  });

  it('FEE-5: a line of 0.00 is not written, and the period counts as billed', () => {
    const tiny = { plan: { accessFee: money('0.01') }, start: '2026-04-01', end: '2026-04-02' };
    const result = billTerm(onDay('2026-04-01', tiny));
    expect(result.lines).toEqual([]);
    expect(result.progress.nextPeriod).toBe(1);
  });

  it('BILL-13: tax is computed from the line’s rounded amount', () => {
    const cut = { plan: { accessFee: money('0.99') }, start: '2026-04-01', end: '2026-04-16' };
    expect(billTerm(onDay('2026-04-01', cut)).lines).toMatchObject([{ amount: 50, tax: 5 }]);
  });
});

describe('BILL-1: in advance', () => {
  it('a period falls due M months before it starts', () => {
    const term = { plan: { billMonthsInAdvance: 2 }, created: '2026-01-01', start: '2026-05-01' };
    expect(starts('2026-02-28', term)).toEqual([]);
    expect(starts('2026-03-01', term)).toEqual(['2026-05-01']);
    expect(starts('2026-03-31', term)).toEqual(['2026-05-01']);
    expect(starts('2026-04-01', term)).toEqual(['2026-05-01', '2026-06-01']);
  });

  it('what was due before the subscription was created is billed by the first run from then on', () => {
    const term = { created: '2026-06-04', start: '2026-04-25' };
    expect(starts('2026-06-03', term)).toEqual([]);
    expect(starts('2026-06-04', term)).toEqual(['2026-04-25', '2026-05-25']);
  });

  it('where M ≥ L several periods are due at once', () => {
    expect(starts('2026-01-15', { plan: { billMonthsInAdvance: 3 }, start: '2026-01-15' })).toEqual([
      '2026-01-15',
      '2026-02-15',
      '2026-03-15',
      '2026-04-15',
    ]);
  });

  it('BILL-10: a missed run is caught up', () => {
    expect(starts('2026-03-20', { start: '2026-01-15' })).toEqual(['2026-01-15', '2026-02-15', '2026-03-15']);
  });
});

describe('BILL-2: P periods at a time', () => {
  it('the first run bills P periods, a short first one counted as one', () => {
    const plan = { periodsInAdvance: 3, alignToInvoicePeriod: true };
    expect(starts('2026-04-16', { plan, start: '2026-04-16' })).toEqual([
      '2026-04-16',
      '2026-05-01',
      '2026-06-01',
    ]);
  });

  it('then one with each period that falls due: April’s fee on 1 March where P is 2', () => {
    const term = { plan: { periodsInAdvance: 2 }, start: '2026-02-01', progress: { nextPeriod: 2 } };
    expect(starts('2026-02-28', term)).toEqual([]);
    expect(starts('2026-03-01', term)).toEqual(['2026-04-01']);
  });

  it('more where M ≥ L makes several due', () => {
    const plan = { periodsInAdvance: 2, billMonthsInAdvance: 3 };
    expect(starts('2026-01-15', { plan, start: '2026-01-15' })).toHaveLength(5);
  });
});

describe('BILL-3: the worked example', () => {
  it('monthly invoices, L 3, P 2, M 2: on 1 April, for a start on 1 May, six months are billed', () => {
    const plan = { periodLengthMonths: 3, periodsInAdvance: 2, billMonthsInAdvance: 2 };
    expect(billed('2026-04-01', { plan, created: '2026-04-01', start: '2026-05-01' })).toEqual([
      'access_fee 2026-05-01..2026-07-31 3000',
      'access_fee 2026-08-01..2026-10-31 3000',
    ]);
  });
});

describe('BILL-4: in arrears', () => {
  const plan = { billAccessFeesIn: 'arrears' } as const;

  it('a period falls due on the day after it ends; P and M do not apply', () => {
    const eager = { ...plan, periodsInAdvance: 4, billMonthsInAdvance: 3 };
    expect(starts('2026-04-30', { plan: eager, start: '2026-04-01' })).toEqual([]);
    expect(starts('2026-05-01', { plan: eager, start: '2026-04-01' })).toEqual(['2026-04-01']);
    expect(starts('2026-06-15', { plan: eager, start: '2026-04-01' })).toEqual(['2026-04-01', '2026-05-01']);
  });

  it('BILL-5: only once it is approved, where that is done by hand', () => {
    const waits = billTerm(onDay('2026-05-01', { plan, start: '2026-04-01', approved: [] }));
    expect(waits.lines).toEqual([]);
    expect(waits.progress).toMatchObject({ nextPeriod: 1, waiting: [0] });
    const { progress } = waits;
    expect(starts('2026-05-09', { plan, start: '2026-04-01', progress, approved: ['2026-04-01'] })).toEqual([
      '2026-04-01',
    ]);
  });

  it('BILL-5: a period that waits holds up no other', () => {
    const result = billTerm(onDay('2026-07-01', { plan, start: '2026-04-01', approved: ['2026-05-01'] }));
    expect(result.lines.map(({ from }) => from)).toEqual(['2026-05-01']);
    expect(result.progress).toMatchObject({ nextPeriod: 3, waiting: [0, 2] });
    const later = {
      plan,
      start: '2026-04-01',
      progress: result.progress,
      approved: ['2026-04-01', '2026-05-01'],
    };
    expect(starts('2026-07-02', later)).toEqual(['2026-04-01']);
  });

  it('BILL-5: an approval before the period has ended bills it on its due day', () => {
    const term = { plan, start: '2026-04-01', approved: ['2026-04-01'] };
    expect(starts('2026-04-30', term)).toEqual([]);
    expect(starts('2026-05-01', term)).toEqual(['2026-04-01']);
  });

  it('BILL-5: the shortened last period falls due on the first day without service, and needs approval too', () => {
    const term = { plan: { ...plan, accessFee: money('31.00') }, start: '2026-03-01', end: '2026-03-11' };
    expect(billed('2026-03-10', term)).toEqual([]);
    expect(billed('2026-03-11', term)).toEqual(['access_fee 2026-03-01..2026-03-10 1000']);
    expect(billed('2026-03-11', { ...term, approved: [] })).toEqual([]);
    expect(billed('2026-04-20', { ...term, approved: ['2026-03-01'] })).toEqual([
      'access_fee 2026-03-01..2026-03-10 1000',
    ]);
  });

  it('a period that waited and turns out to lie after the end is not billed', () => {
    const term = { plan, start: '2026-04-01', progress: { nextPeriod: 2, waiting: [0, 1] } };
    for (const approved of [[], ['2026-05-01']]) {
      const result = billTerm(onDay('2026-06-02', { ...term, end: '2026-05-01', approved }));
      expect(result.lines).toEqual([]);
      // It waits on, since the end may be withdrawn; nothing is due because of it.
      expect(result.progress.waiting).toEqual([0, 1]);
    }
  });

  it('what waited is billed when the plan is changed to advance', () => {
    const term = { plan: {}, start: '2026-04-01', progress: { nextPeriod: 2, waiting: [1] }, approved: [] };
    expect(starts('2026-06-01', term)).toEqual(['2026-05-01', '2026-06-01']);
  });
});

describe('BILL-8: a known end', () => {
  it('a period is billed only for its used part, and to the last day of service', () => {
    const term = { plan: { accessFee: money('31.00') }, start: '2026-05-01', end: '2026-05-11' };
    expect(billed('2026-05-01', term)).toEqual(['access_fee 2026-05-01..2026-05-10 1000']);
  });

  it('BILL-6: with pro rata off it is the full fee, to the last day of service', () => {
    const plan = { accessFee: money('31.00'), proRata: false };
    expect(billed('2026-05-01', { plan, start: '2026-05-01', end: '2026-05-11' })).toEqual([
      'access_fee 2026-05-01..2026-05-10 3100',
    ]);
  });

  it('a period that starts on or after it is not billed at all', () => {
    const plan = { periodsInAdvance: 6 };
    expect(starts('2026-04-01', { plan, start: '2026-04-01', end: '2026-06-01' })).toEqual([
      '2026-04-01',
      '2026-05-01',
    ]);
    expect(starts('2026-04-01', { plan, start: '2026-04-01', end: '2026-04-01' })).toEqual([]);
  });

  it('BILL-5: a shortened period that waits for its approval waits for its own end, once the cancellation is withdrawn', () => {
    const plan = { billAccessFeesIn: 'arrears' as const };
    const waits = { plan, start: '2026-04-01', progress: { nextPeriod: 1, waiting: [0] } };
    expect(starts('2026-04-20', { ...waits, end: '2026-04-16' })).toEqual(['2026-04-01']);
    expect(starts('2026-04-20', waits)).toEqual([]);
    expect(starts('2026-05-01', waits)).toEqual(['2026-04-01']);
  });
});

describe('BILL-10: running again', () => {
  it.each(['2026-04-16', '2026-04-10', '2026-05-15'])(
    'on %s, after a run on 16 April, gives nothing and changes nothing',
    (again) => {
      const term = { plan: { setupFee: money('10.00'), periodsInAdvance: 2 }, start: '2026-04-16' };
      const { progress } = billTerm(onDay('2026-04-16', term));
      const second = billTerm(onDay(again, { ...term, progress }));
      expect(second.lines).toEqual([]);
      expect(second.progress).toEqual(progress);
    },
  );

  it('nothing due leaves the very progress that was given', () => {
    const situation = onDay('2026-04-01', { start: '2026-04-16' });
    expect(billTerm(situation).progress).toBe(situation.progress);
  });
});

describe('the next due day', () => {
  it('is the day on which the next period falls due, P and M counted', () => {
    expect(nextDue('2026-04-16', { start: '2026-04-16' })).toBe('2026-05-16');
    expect(nextDue('2026-04-16', { plan: { periodsInAdvance: 3 }, start: '2026-04-16' })).toBe('2026-05-16');
    expect(nextDue('2026-04-16', { plan: { billMonthsInAdvance: 1 }, start: '2026-04-16' })).toBe(
      '2026-05-16',
    );
    expect(
      nextDue('2026-01-01', { plan: { billMonthsInAdvance: 1 }, created: '2026-01-01', start: '2026-04-16' }),
    ).toBe('2026-03-16');
  });

  it('is never before the subscription is known', () => {
    expect(nextDue('2026-04-01', { created: '2026-06-04', start: '2026-04-25' })).toBe('2026-06-04');
    expect(
      nextDue('2026-01-01', {
        plan: { setupFee: money('1.00') },
        created: '2026-02-01',
        start: '2026-04-25',
      }),
    ).toBe('2026-02-01');
  });

  it('is null once the end leaves nothing to bill', () => {
    expect(nextDue('2026-04-01', { start: '2026-04-01', end: '2026-05-01' })).toBeNull();
    expect(nextDue('2026-04-01', { start: '2026-04-01', end: '2026-05-02' })).toBe('2026-05-01');
  });

  it('in arrears is the day after the period, or the first day without service', () => {
    const plan = { billAccessFeesIn: 'arrears' } as const;
    expect(nextDue('2026-04-01', { plan, start: '2026-04-01', progress: { setupBilled: true } })).toBe(
      '2026-05-01',
    );
    expect(
      nextDue('2026-04-01', {
        plan,
        start: '2026-04-01',
        end: '2026-04-11',
        progress: { setupBilled: true },
      }),
    ).toBe('2026-04-11');
  });

  it('BILL-5: stays at the due day of the first period that waits for its approval', () => {
    const plan = { billAccessFeesIn: 'arrears' } as const;
    expect(nextDue('2026-06-15', { plan, start: '2026-04-01', approved: ['2026-04-01'] })).toBe('2026-06-01');
  });

  it('is the same as going on asking day by day', () => {
    const term = {
      plan: { periodsInAdvance: 2, billMonthsInAdvance: 1 },
      start: '2026-01-31',
      end: '2026-09-15',
    };
    let progress = UNBILLED;
    for (let date = 1; date < 240; date += 1) {
      const today = new Date(Date.UTC(2026, 0, date)).toISOString().slice(0, 10);
      const situation = onDay(today, { ...term, progress });
      const expected = nextDueDay(situation);
      const result = billTerm(situation);
      if (expected === null || expected > today) expect(result.lines, today).toEqual([]);
      else expect(result.lines.length, today).toBeGreaterThan(0);
      progress = result.progress;
    }
    expect(progress.nextPeriod).toBe(8);
  });
});
