/** PROV-2, PROV-6: services that become active after their package, each charged from its own activation date on. */
import { describe, expect, it } from 'vitest';
import { explainLine } from '#core/billing/explain.ts';
import { runTerm } from '#core/billing/run-term.ts';
import {
  type BilledLine,
  type BillingPlan,
  type BillingService,
  type DraftLine,
  type TermProgress,
  UNBILLED,
} from '#core/billing/terms.ts';
import { cents } from '#core/money.ts';
import { aPlan, aService, aTerm, day, money, someRules, type TermSettings } from '#test/support/billing.ts';

interface Situation extends Omit<TermSettings, 'plan'> {
  readonly plan?: Partial<BillingPlan>;
  /** Activation date of the second service, and the day on which it was entered (the same, unless said otherwise). */
  readonly joins: string;
  readonly entered?: string;
  readonly approved?: readonly string[];
  readonly endKnown?: string;
}

/** An internet service that is there from the start, and a phone that joins. */
const internet = aService({ key: 1, code: 'internet', setupFee: money('9.00'), accessFee: money('31.00') });
const phone = aService({ key: 2, code: 'phone', setupFee: money('5.00'), accessFee: money('15.50') });

/** A book of one term that runs are made in. */
function aBook({ plan: settings, joins, entered = joins, approved, endKnown, ...term }: Situation) {
  let plan = aPlan({ setupFee: null, accessFee: null, ...settings });
  const services: readonly BillingService[] = [internet, { ...phone, from: day(joins) }];
  let progress: TermProgress = { ...UNBILLED, joining: [{ serviceKey: 2, knownFrom: day(entered) }] };
  const ledger: DraftLine[] = [];
  const whole = aTerm({ ...term, plan });
  const rules = someRules({ periodApproval: approved === undefined ? 'automatic' : 'manual' });
  const known = (asOf: string) =>
    endKnown === undefined || endKnown <= asOf ? whole : { ...whole, end: null };
  return {
    progress: () => progress,
    publish(changes: Partial<BillingPlan>): void {
      plan = { ...plan, ...changes };
    },
    run(...days: readonly string[]): string[] {
      return days.flatMap((asOf) => {
        const result = runTerm({
          plan,
          services,
          term: known(asOf),
          progress,
          rules,
          asOf: day(asOf),
          isApproved: (start) => approved?.includes(start) ?? false,
          billed: () => netOf(ledger),
        });
        ({ progress } = result);
        ledger.push(...result.lines);
        return result.lines.map(inShort);
      });
    },
    nextDueOn: (asOf: string) =>
      runTerm({
        plan,
        services,
        term: known(asOf),
        progress,
        rules,
        asOf: day(asOf),
        isApproved: () => false,
        billed: () => netOf(ledger),
      }).nextDueOn,
    explain: (text: string, generatedOn: string) => {
      const line = ledger.find((one) => inShort(one).startsWith(text));
      if (line === undefined) throw new Error(`${text} was not billed`);
      const joined = line.serviceKey === 2 ? { from: day(joins), knownFrom: day(entered) } : null;
      return explainLine({
        plan,
        line,
        term: known(generatedOn),
        joined,
        rules,
        generatedOn: day(generatedOn),
        endedBy: 'cancellation',
      });
    },
  };
}

const inShort = ({ kind, serviceKey, from, to, amount }: DraftLine): string =>
  `${kind} ${serviceKey === 1 ? 'internet' : 'phone'} ${from}..${to} ${amount}`;

const netOf = (lines: readonly DraftLine[]): BilledLine[] =>
  lines.flatMap((line) => {
    if (line.kind === 'credit') return [];
    const all = lines.filter(
      (other) =>
        other.serviceKey === line.serviceKey &&
        other.periodStart === line.periodStart &&
        (other.credits ?? other.kind) === line.kind,
    );
    return [
      {
        ...line,
        kind: line.kind,
        netAmount: cents(all.reduce((sum, { amount }) => sum + amount, 0)),
        netTax: cents(all.reduce((sum, { tax }) => sum + tax, 0)),
        fee: line.basis.fee,
        once: line.basis.rule === 'setup',
        revisions: all.length - 1,
      },
    ];
  });

const phoneOf = (lines: readonly string[]) => lines.filter((line) => line.includes('phone'));

describe('PROV-2: a service that becomes active after its package', () => {
  const march = { start: '2026-03-01', joins: '2026-03-10' };

  it('BILL-7: is charged for the rest of the period by day of the whole period, then along with the package', () => {
    const book = aBook(march);
    expect(book.run('2026-03-01')).toEqual([
      'setup_fee internet 2026-03-01..2026-03-01 900',
      'access_fee internet 2026-03-01..2026-03-31 3100',
    ]);
    // 22 of 31 days of 15.50
    expect(book.run('2026-03-10')).toEqual([
      'setup_fee phone 2026-03-10..2026-03-10 500',
      'access_fee phone 2026-03-10..2026-03-31 1100',
    ]);
    expect(book.run('2026-04-01')).toEqual([
      'access_fee internet 2026-04-01..2026-04-30 3100',
      'access_fee phone 2026-04-01..2026-04-30 1550',
    ]);
  });

  it('BILL-10: whenever the runs are', () => {
    const all = aBook(march).run('2026-03-01', '2026-03-10', '2026-03-11', '2026-04-01').sort();
    for (const days of [['2026-04-01'], ['2026-03-09', '2026-04-02'], ['2026-03-31', '2026-04-01']])
      expect(
        aBook(march)
          .run(...days)
          .sort(),
      ).toEqual(all);
  });

  it('BILL-10: is taken up once', () => {
    const book = aBook(march);
    book.run('2026-03-10');
    expect(book.progress().joining).toEqual([]);
    expect(book.run('2026-03-10', '2026-03-31')).toEqual([]);
  });

  it('BILL-6: costs one full fee for the period begun where pro rata is off', () => {
    const book = aBook({ ...march, plan: { proRata: false } });
    expect(phoneOf(book.run('2026-03-01', '2026-03-10'))).toEqual([
      'setup_fee phone 2026-03-10..2026-03-10 500',
      'access_fee phone 2026-03-10..2026-03-31 1550',
    ]);
  });

  it('costs one whole period where it becomes active on a boundary', () => {
    expect(phoneOf(aBook({ ...march, joins: '2026-04-01' }).run('2026-04-01'))).toEqual([
      'setup_fee phone 2026-04-01..2026-04-01 500',
      'access_fee phone 2026-04-01..2026-04-30 1550',
    ]);
  });

  it('is charged as the package is where it becomes active on the same day, entered later', () => {
    const book = aBook({ ...march, joins: '2026-03-01', entered: '2026-04-05' });
    expect(phoneOf(book.run('2026-04-01', '2026-04-05'))).toEqual([
      'setup_fee phone 2026-03-01..2026-03-01 500',
      'access_fee phone 2026-03-01..2026-03-31 1550',
      'access_fee phone 2026-04-01..2026-04-30 1550',
    ]);
  });

  it('BILL-1: is known from the day on which its activation is entered, whatever the activation date', () => {
    const late = aBook({ ...march, entered: '2026-04-20' });
    expect(phoneOf(late.run('2026-03-01', '2026-04-01', '2026-04-19'))).toEqual([]);
    expect(late.nextDueOn('2026-04-19')).toBe('2026-04-20');
    expect(phoneOf(late.run('2026-04-20'))).toEqual([
      'setup_fee phone 2026-03-10..2026-03-10 500',
      'access_fee phone 2026-03-10..2026-03-31 1100',
      'access_fee phone 2026-04-01..2026-04-30 1550',
    ]);
  });

  it('FEE-1, BILL-1: ahead: setup when it is known, fees with the package’s periods, none before its own', () => {
    const ahead = aBook({ ...march, joins: '2026-05-11', entered: '2026-03-03' });
    expect(phoneOf(ahead.run('2026-03-03'))).toEqual(['setup_fee phone 2026-05-11..2026-05-11 500']);
    expect(phoneOf(ahead.run('2026-04-01', '2026-04-30'))).toEqual([]);
    // The package's May is due on its first day, and takes the phone's part of it along: 21 of 31 days.
    expect(phoneOf(ahead.run('2026-05-01'))).toEqual(['access_fee phone 2026-05-11..2026-05-31 1050']);
  });

  it('BILL-2: is billed as far in advance as the package', () => {
    const book = aBook({ ...march, plan: { periodsInAdvance: 3 } });
    expect(phoneOf(book.run('2026-03-01', '2026-03-10'))).toEqual([
      'setup_fee phone 2026-03-10..2026-03-10 500',
      'access_fee phone 2026-03-10..2026-03-31 1100',
      'access_fee phone 2026-04-01..2026-04-30 1550',
      'access_fee phone 2026-05-01..2026-05-31 1550',
    ]);
  });

  it('BILL-4: in arrears it is charged once the period has ended', () => {
    const book = aBook({ ...march, plan: { billAccessFeesIn: 'arrears' } });
    expect(phoneOf(book.run('2026-03-10'))).toEqual(['setup_fee phone 2026-03-10..2026-03-10 500']);
    expect(phoneOf(book.run('2026-03-31'))).toEqual([]);
    expect(phoneOf(book.run('2026-04-01'))).toEqual(['access_fee phone 2026-03-10..2026-03-31 1100']);
  });

  it('BILL-5: a period that waits for its approval waits for all of its services', () => {
    const book = (approved: readonly string[]) =>
      aBook({ ...march, entered: '2026-05-05', plan: { billAccessFeesIn: 'arrears' }, approved });
    expect(phoneOf(book(['2026-04-01']).run('2026-05-01', '2026-05-05'))).toEqual([
      'setup_fee phone 2026-03-10..2026-03-10 500',
      'access_fee phone 2026-04-01..2026-04-30 1550',
    ]);
    const waiting = book([]);
    expect(phoneOf(waiting.run('2026-05-01', '2026-05-05'))).toHaveLength(1);
    expect(waiting.progress()).toMatchObject({ waiting: [0, 1], joining: [] });
  });

  it('PER-2: in a first period longer than L, whole periods are counted back from its end', () => {
    const long = {
      start: '2026-01-15',
      firstPeriodEnd: '2026-03-31',
      plan: { honourFirstPeriodEnd: true },
      joins: '2026-02-15',
    };
    // 14 of the 28 days of February, and March.
    expect(phoneOf(aBook(long).run('2026-02-15'))[1]).toBe('access_fee phone 2026-02-15..2026-03-31 2325');
    const off = { ...long, plan: { ...long.plan, proRata: false } };
    expect(phoneOf(aBook(off).run('2026-02-15'))[1]).toBe('access_fee phone 2026-02-15..2026-03-31 3100');
  });

  it('PER-2: in a short first period, by day of the whole period that ends there', () => {
    const short = {
      start: '2026-03-20',
      plan: { alignToInvoicePeriod: true },
      joins: '2026-03-30',
    };
    // 2 of the 31 days of March.
    expect(phoneOf(aBook(short).run('2026-03-30'))[1]).toBe('access_fee phone 2026-03-30..2026-03-31 100');
  });

  it('FEE-3: is not charged for a period that was charged at package level, before the plan left it to the services', () => {
    const book = aBook({ ...march, plan: { periodsInAdvance: 2, accessFee: money('30.00') } });
    book.run('2026-03-01');
    book.publish({ accessFee: null });
    expect(phoneOf(book.run('2026-03-10', '2026-03-31'))).toEqual([
      'setup_fee phone 2026-03-10..2026-03-10 500',
    ]);
    expect(phoneOf(book.run('2026-04-01'))).toEqual(['access_fee phone 2026-05-01..2026-05-31 1550']);
  });

  it('FEE-3: costs nothing of its own where the package has fees', () => {
    const book = aBook({ ...march, plan: { setupFee: money('10.00'), accessFee: money('30.00') } });
    expect(book.run('2026-03-01', '2026-03-10', '2026-04-01').map((line) => line.split(' ')[3])).toEqual([
      '1000',
      '3000',
      '3000',
    ]);
    expect(book.progress().joining).toEqual([]);
  });
});

describe('BILL-8: an end of the subscription', () => {
  const march = { start: '2026-03-01', joins: '2026-03-10' };

  it('credits the unused part of what the service was charged, by the same rules', () => {
    const book = aBook({ ...march, end: '2026-03-21', endKnown: '2026-03-15' });
    book.run('2026-03-01', '2026-03-10');
    // 11 of 31 days of 15.50 stay, of 11.00.
    expect(phoneOf(book.run('2026-03-15'))).toEqual(['credit phone 2026-03-21..2026-03-31 -550']);
    expect(book.explain('credit phone', '2026-03-15').text).toContain(
      '11.00 was charged for the period from 10 Mar 2026, and 11 of 31 days of 15.50 = 5.50 were used',
    );
  });

  it('BILL-6: credits nothing of the period begun where pro rata is off', () => {
    const book = aBook({ ...march, end: '2026-03-21', endKnown: '2026-03-15', plan: { proRata: false } });
    book.run('2026-03-01', '2026-03-10');
    expect(book.run('2026-03-15')).toEqual([]);
  });

  it.each([true, false])(
    'takes all back of a service that never came to be there (pro rata: %s)',
    (proRata) => {
      const book = aBook({
        ...march,
        joins: '2026-03-20',
        entered: '2026-03-05',
        end: '2026-03-15',
        endKnown: '2026-03-08',
        plan: { proRata },
      });
      expect(phoneOf(book.run('2026-03-05'))[1]).toMatch(/^access_fee phone 2026-03-20..2026-03-31 /);
      const [credit] = phoneOf(book.run('2026-03-08'));
      expect(credit).toMatch(/^credit phone 2026-03-20..2026-03-31 -/);
      expect(book.explain('credit phone', '2026-03-08')).toMatchObject({ rules: ['BILL-6', 'BILL-8'] });
    },
  );

  it('BILL-10: known before the service is taken up, it cuts what is charged', () => {
    const end = { end: '2026-03-21', endKnown: '2026-03-15' };
    const book = aBook({ ...march, ...end, entered: '2026-03-16' });
    expect(phoneOf(book.run('2026-03-01', '2026-03-15', '2026-03-16'))).toEqual([
      'setup_fee phone 2026-03-10..2026-03-10 500',
      'access_fee phone 2026-03-10..2026-03-20 550',
    ]);
    const inThePast = aBook({ ...march, end: '2026-03-05', endKnown: '2026-03-15' });
    expect(phoneOf(inThePast.run('2026-03-16'))).toEqual(['setup_fee phone 2026-03-10..2026-03-10 500']);
  });
});

describe('BILL-12: why', () => {
  const late = { start: '2026-03-01', joins: '2026-03-10', entered: '2026-03-12' };

  it('says which days of which period, and since when it is known', () => {
    const book = aBook(late);
    book.run('2026-03-01', '2026-03-13');
    const setup = book.explain('setup_fee phone', '2026-03-13');
    expect(setup.rules).toEqual(['FEE-1', 'FEE-3', 'PROV-2']);
    expect(setup.text).toBe(
      'Setup fee of 5.00, charged once when the service is activated (from 10 Mar 2026, known from 12 Mar 2026 on). Billed by the run of 13 Mar 2026. Tax at 10 %: 0.50.',
    );
    const access = book.explain('access_fee phone', '2026-03-13');
    expect(access).toMatchObject({
      rules: ['FEE-3', 'BILL-1', 'BILL-6', 'BILL-7', 'PROV-2'],
      days: 22,
      ofDays: 31,
      fee: '15.50',
    });
    expect(access.text).toBe(
      "Access fee for 10 Mar 2026 – 31 Mar 2026: 22 of 31 days of 15.50 = 11.00. The service is active from 10 Mar 2026 on. The whole period that this is a part of runs 1 Mar 2026 – 31 Mar 2026. Tax at 10 %: 1.10. In advance: due on the day the period starts, 1 Mar 2026. The service's activation is known from 12 Mar 2026 on, and billed from then. Billed by the run of 13 Mar 2026.",
    );
  });

  it('says nothing of it for the periods after, nor for the services that were there', () => {
    const book = aBook(late);
    book.run('2026-03-01', '2026-03-12', '2026-04-01');
    for (const line of ['access_fee phone 2026-04-01', 'access_fee internet 2026-03-01']) {
      const { rules, text } = book.explain(line, line.slice(-10));
      expect(rules).toEqual(['FEE-3', 'BILL-1']);
      expect(text).not.toContain('active from');
    }
  });
});
