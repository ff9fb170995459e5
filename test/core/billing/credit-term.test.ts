import { describe, expect, it } from 'vitest';
import { creditTerm, isUnsettled } from '#core/billing/credit-term.ts';
import { runTerm } from '#core/billing/run-term.ts';
import type { BillingRounding } from '#core/billing/terms.ts';
import {
  type BilledLine,
  type BillingPlan,
  type DraftLine,
  type Pause,
  type TermProgress,
  UNBILLED,
} from '#core/billing/terms.ts';
import { cents } from '#core/money.ts';
import { aPlan, aService, aTerm, day, money, someRules, type TermSettings } from '#test/support/billing.ts';

interface Situation extends Omit<TermSettings, 'plan'> {
  readonly plan?: Partial<BillingPlan>;
  readonly rounding?: BillingRounding;
}

/** A term with its ledger, run day by day as a run would. */
function aBook({ plan = {}, rounding = 'half_up', ...settings }: Situation) {
  const whole = aPlan(plan);
  const ledger = new Map<string, BilledLine>();
  let progress: TermProgress = UNBILLED;
  return {
    progress: () => progress,
    ledger: () => [...ledger.values()],
    run(asOf: string, end?: string, pauses: readonly Pause[] = []): DraftLine[] {
      const term = { ...aTerm({ ...settings, plan: whole, ...(end !== undefined && { end }) }), pauses };
      const result = runTerm({
        plan: whole,
        services: [aService({ key: 1, accessFee: money('20.00') })],
        term,
        progress,
        rules: someRules({ rounding }),
        asOf: day(asOf),
        isApproved: () => true,
        billed: () => [...ledger.values()],
      });
      progress = result.progress;
      for (const line of result.lines) enter(ledger, line);
      return [...result.lines];
    },
  };
}

function enter(ledger: Map<string, BilledLine>, line: DraftLine): void {
  const kind = line.kind === 'credit' ? line.credits : line.kind;
  if (kind === null) return;
  const key = `${kind} ${line.serviceKey} ${line.periodStart}`;
  const old = ledger.get(key);
  ledger.set(key, {
    kind,
    serviceKey: line.serviceKey,
    item: line.item,
    periodStart: line.periodStart,
    from: old?.from ?? line.from,
    to: old?.to ?? line.to,
    netAmount: cents((old?.netAmount ?? 0) + line.amount),
    netTax: cents((old?.netTax ?? 0) + line.tax),
    taxRate: line.taxRate,
    fee: line.basis.fee,
    once: old?.once ?? line.basis.rule === 'setup',
    revisions: line.revision,
  });
}

const inShort = ({ kind, from, to, amount, tax, revision }: DraftLine): string =>
  `${kind} ${from}..${to} ${amount} tax ${tax}${revision > 0 ? ` #${revision}` : ''}`;

describe('BILL-6, BILL-7: what a known end takes back', () => {
  it('the unused part of the period: what was charged less the rounded charge for the part used', () => {
    const book = aBook({ plan: { accessFee: money('0.25') }, start: '2026-04-01' });
    book.run('2026-04-01');
    // 15 of 30 days of 0.25 is 0.125, charged 0.13: 0.12 goes back, not 0.13
    expect(book.run('2026-04-16', '2026-04-16').map(inShort)).toEqual([
      'credit 2026-04-16..2026-04-30 -12 tax -2 #1',
    ]);
  });

  it('rounding up, charge and credit still add up', () => {
    const book = aBook({ plan: { accessFee: money('0.99') }, rounding: 'up', start: '2026-04-01' });
    book.run('2026-04-01');
    expect(book.run('2026-04-16', '2026-04-16').map(inShort)).toEqual([
      'credit 2026-04-16..2026-04-30 -49 tax -5 #1',
    ]);
    expect(book.ledger()).toMatchObject([{ netAmount: 50, netTax: 5 }]);
  });

  it('tax is the difference of the taxes of the rounded amounts', () => {
    const book = aBook({ plan: { accessFee: money('0.05') }, rounding: 'up', start: '2026-05-01' });
    book.run('2026-05-01');
    // 15 of 31 days of 0.05 is 0.03, tax 0.00; charged were 0.05 and 0.01
    expect(book.run('2026-05-16', '2026-05-16').map(inShort)).toEqual([
      'credit 2026-05-16..2026-05-31 -2 tax -1 #1',
    ]);
  });

  it('whole periods after the change in full, whatever the setting', () => {
    for (const proRata of [true, false]) {
      const book = aBook({ plan: { periodsInAdvance: 3, proRata }, start: '2026-04-01' });
      book.run('2026-04-01');
      expect(book.run('2026-04-20', '2026-05-01').map(inShort)).toEqual([
        'credit 2026-05-01..2026-05-31 -3000 tax -300 #1',
        'credit 2026-06-01..2026-06-30 -3000 tax -300 #1',
      ]);
    }
  });

  it('with pro rata off, nothing of the period that the change falls into', () => {
    const book = aBook({ plan: { periodsInAdvance: 2, proRata: false }, start: '2026-04-01' });
    book.run('2026-04-01');
    expect(book.run('2026-04-20', '2026-04-02').map(inShort)).toEqual([
      'credit 2026-05-01..2026-05-31 -3000 tax -300 #1',
    ]);
  });

  it('cancelled from the first day, everything but the setup fee', () => {
    const book = aBook({ plan: { setupFee: money('10.00') }, start: '2026-04-16', created: '2026-04-10' });
    book.run('2026-04-16');
    expect(book.run('2026-04-20', '2026-04-16').map(inShort)).toEqual([
      'credit 2026-04-16..2026-05-15 -3000 tax -300 #1',
    ]);
  });

  it('one credit line for each line credited, for the same service', () => {
    const book = aBook({ plan: { accessFee: null }, start: '2026-04-01' });
    book.run('2026-04-01');
    const [credit, ...others] = book.run('2026-04-16', '2026-04-16');
    expect(credit).toMatchObject({ kind: 'credit', credits: 'access_fee', serviceKey: 1, amount: -1000 });
    expect(others).toEqual([]);
  });

  it('in arrears too, where the change was known too late', () => {
    const book = aBook({ plan: { billAccessFeesIn: 'arrears' }, start: '2026-04-01' });
    book.run('2026-06-01');
    expect(book.run('2026-06-10', '2026-04-16').map(inShort)).toEqual([
      'credit 2026-04-16..2026-04-30 -1500 tax -150 #1',
      'credit 2026-05-01..2026-05-31 -3000 tax -300 #1',
    ]);
  });
});

describe('BILL-8: when credits are made', () => {
  it('by the first run that knows of the change, even if its day lies ahead', () => {
    const book = aBook({ plan: { periodsInAdvance: 3 }, start: '2026-04-01' });
    book.run('2026-04-01');
    expect(book.run('2026-04-02', '2026-06-16').map(inShort)).toEqual([
      'credit 2026-06-16..2026-06-30 -1500 tax -150 #1',
    ]);
  });

  it('once: the next run finds it settled', () => {
    const book = aBook({ start: '2026-04-01' });
    book.run('2026-04-01');
    expect(book.run('2026-04-10', '2026-04-16')).toHaveLength(1);
    expect(book.run('2026-04-10', '2026-04-16')).toEqual([]);
    expect(book.run('2026-05-10', '2026-04-16')).toEqual([]);
    expect(book.progress().settledEnd).toBe('2026-04-16');
  });

  it('a period that the same run bills is cut by itself and not credited', () => {
    const book = aBook({ start: '2026-04-01' });
    book.run('2026-04-01');
    expect(book.run('2026-05-03', '2026-05-11').map(inShort)).toEqual([
      'access_fee 2026-05-01..2026-05-10 968 tax 97',
    ]);
  });

  it('an end that takes nothing back is settled as well', () => {
    const book = aBook({ start: '2026-04-01' });
    book.run('2026-04-01');
    expect(book.run('2026-04-10', '2026-05-01')).toEqual([]);
    expect(book.progress().settledEnd).toBe('2026-05-01');
  });
});

describe('a second, earlier end', () => {
  it('takes back the difference only, over the days that it frees', () => {
    const book = aBook({ start: '2026-04-01' });
    book.run('2026-04-01');
    expect(book.run('2026-04-05', '2026-04-21').map(inShort)).toEqual([
      'credit 2026-04-21..2026-04-30 -1000 tax -100 #1',
    ]);
    expect(book.run('2026-04-06', '2026-04-11').map(inShort)).toEqual([
      'credit 2026-04-11..2026-04-20 -1000 tax -100 #2',
    ]);
    expect(book.ledger()).toMatchObject([{ netAmount: 1000, netTax: 100, revisions: 2 }]);
  });

  it('takes back a part that was billed for the first end', () => {
    const book = aBook({ start: '2026-04-01' });
    expect(book.run('2026-04-01', '2026-04-21').map(inShort)).toEqual([
      'access_fee 2026-04-01..2026-04-20 2000 tax 200',
    ]);
    expect(book.run('2026-04-06', '2026-04-11').map(inShort)).toEqual([
      'credit 2026-04-11..2026-04-20 -1000 tax -100 #1',
    ]);
  });

  it('with pro rata off, takes the period back in full once it lies wholly after the end', () => {
    const book = aBook({ plan: { proRata: false, periodsInAdvance: 2 }, start: '2026-04-01' });
    book.run('2026-04-01');
    expect(book.run('2026-04-05', '2026-05-21')).toEqual([]);
    expect(book.run('2026-04-06', '2026-04-21').map(inShort)).toEqual([
      'credit 2026-05-01..2026-05-31 -3000 tax -300 #1',
    ]);
  });

  it('decision 87: a later end, or none, charges again what was credited, and no more', () => {
    const book = aBook({ start: '2026-04-01' });
    book.run('2026-04-01');
    book.run('2026-04-05', '2026-04-21');
    expect(book.run('2026-04-06', '2026-04-26').map(inShort)).toEqual([
      'access_fee 2026-04-21..2026-04-25 500 tax 50 #2',
    ]);
    expect(book.run('2026-04-07').map(inShort)).toEqual(['access_fee 2026-04-26..2026-04-30 500 tax 50 #3']);
    expect(book.run('2026-04-08')).toEqual([]);
    expect(book.ledger()).toMatchObject([{ netAmount: 3000, netTax: 300 }]);
    expect(book.progress().settledEnd).toBeNull();
  });

  it('decision 87: withdrawn before a run knew of it, it leaves no line', () => {
    const book = aBook({ start: '2026-04-01' });
    book.run('2026-04-01');
    expect(book.run('2026-04-20')).toEqual([]);
  });

  it('decision 87: with the fee that was charged, and what was cut when it was billed too', () => {
    const book = aBook({ start: '2026-04-01' });
    expect(book.run('2026-04-01', '2026-04-16').map(inShort)).toEqual([
      'access_fee 2026-04-01..2026-04-15 1500 tax 150',
    ]);
    expect(book.run('2026-05-01').map(inShort)).toEqual([
      'access_fee 2026-04-16..2026-04-30 1500 tax 150 #1',
      'access_fee 2026-05-01..2026-05-31 3000 tax 300',
    ]);
  });
});

describe('decision 87: suspended days that are not billed', () => {
  const paused = (from: string, until: string | null): Pause[] => [
    { from: day(from), until: until === null ? null : day(until) },
  ];

  it('are credited by day in the middle of a period that is billed', () => {
    const book = aBook({ start: '2026-04-01' });
    book.run('2026-04-01');
    expect(book.run('2026-04-10', undefined, paused('2026-04-10', '2026-04-16')).map(inShort)).toEqual([
      'credit 2026-04-10..2026-04-15 -600 tax -60 #1',
    ]);
    expect(book.run('2026-04-11', undefined, paused('2026-04-10', '2026-04-16'))).toEqual([]);
  });

  it('are left out of a period that is billed later, and a period wholly without service gives no line', () => {
    const book = aBook({ start: '2026-04-01' });
    const lines = ['2026-04-01', '2026-05-01', '2026-06-01'].flatMap((date) =>
      book.run(date, undefined, paused('2026-04-16', '2026-06-04')),
    );
    expect(lines.map(inShort)).toEqual([
      'access_fee 2026-04-01..2026-04-30 1500 tax 150',
      'access_fee 2026-06-01..2026-06-30 2700 tax 270',
    ]);
  });

  it('are charged after all where it is resumed earlier than was known, of periods without a line too', () => {
    const book = aBook({ start: '2026-04-01' });
    for (const date of ['2026-04-01', '2026-05-01']) book.run(date, undefined, paused('2026-04-16', null));
    expect(book.run('2026-05-20', undefined, paused('2026-04-16', '2026-04-26')).map(inShort)).toEqual([
      'access_fee 2026-04-26..2026-04-30 500 tax 50 #1',
      'access_fee 2026-05-01..2026-05-31 3000 tax 300',
    ]);
    expect(book.run('2026-05-21').map(inShort)).toEqual([
      'access_fee 2026-04-16..2026-04-25 1000 tax 100 #2',
    ]);
    expect(book.run('2026-05-22')).toEqual([]);
  });

  it('BILL-6: with pro rata off cost a period with a day of service, and only periods without are credited', () => {
    const book = aBook({ plan: { proRata: false, periodsInAdvance: 3 }, start: '2026-04-01' });
    book.run('2026-04-01');
    expect(book.run('2026-04-05', undefined, paused('2026-04-10', '2026-06-30')).map(inShort)).toEqual([
      'credit 2026-05-01..2026-05-31 -3000 tax -300 #1',
    ]);
  });

  it('BILL-7: of a long first period each whole period counts by itself', () => {
    const plan = { honourFirstPeriodEnd: true };
    const book = aBook({ plan, start: '2026-04-16', firstPeriodEnd: '2026-06-30' });
    // 15 of 30 days, 31 less 6 of 31 days, and June whole: 15.00 + 24.19… + 30.00
    expect(book.run('2026-04-16', undefined, paused('2026-05-10', '2026-05-16')).map(inShort)).toEqual([
      'access_fee 2026-04-16..2026-06-30 6919 tax 692',
    ]);
  });

  it('meet an end: days are credited once', () => {
    const book = aBook({ start: '2026-04-01' });
    book.run('2026-04-01');
    book.run('2026-04-10', undefined, paused('2026-04-11', '2026-04-21'));
    expect(book.run('2026-04-12', '2026-04-16', paused('2026-04-11', '2026-04-21')).map(inShort)).toEqual([
      'credit 2026-04-21..2026-04-30 -1000 tax -100 #2',
    ]);
    expect(book.ledger()).toMatchObject([{ netAmount: 1000 }]);
  });
});

describe('what credits leave alone', () => {
  const term = aTerm({ start: '2026-04-01', end: '2026-04-01' });
  const line = (kind: BilledLine['kind']): BilledLine => ({
    kind,
    serviceKey: null,
    item: null,
    periodStart: day('2026-04-01'),
    from: day('2026-04-01'),
    to: day('2026-04-30'),
    netAmount: money('30.00'),
    netTax: money('3.00'),
    taxRate: aPlan().taxRate,
    fee: money('30.00'),
    once: false,
    revisions: 0,
  });
  const credited = (kind: BilledLine['kind']): number =>
    creditTerm({
      plan: aPlan(),
      services: [],
      term,
      progress: { ...UNBILLED, nextPeriod: 1 },
      rules: someRules(),
      changes: [],
      billed: [line(kind)],
    }).lines.length;

  it('BILL-8: setup fees, and what was used or bought', () => {
    expect([credited('setup_fee'), credited('usage'), credited('product')]).toEqual([0, 0, 0]);
  });

  it('BILL-4: features and bolt-ons go like access fees', () => {
    expect([credited('access_fee'), credited('feature_fee'), credited('bolt_on_fee')]).toEqual([1, 1, 1]);
  });

  it('says when there is something to settle', () => {
    const settled = { ...UNBILLED, settledEnd: day('2026-04-01') };
    expect(isUnsettled(term, UNBILLED)).toBe(true);
    expect(isUnsettled(term, settled)).toBe(false);
    expect(isUnsettled({ end: null, pauses: [] }, UNBILLED)).toBe(false);
    expect(isUnsettled({ end: null, pauses: [] }, settled)).toBe(true);
    expect(isUnsettled({ end: day('2026-05-01'), pauses: [] }, settled)).toBe(true);
    const pauses = [{ from: day('2026-03-01'), until: null }];
    expect(isUnsettled({ end: day('2026-04-01'), pauses }, settled)).toBe(true);
    expect(isUnsettled({ end: day('2026-04-01'), pauses }, { ...settled, settledPauses: pauses })).toBe(
      false,
    );
  });
});
