import { describe, expect, it } from 'vitest';
import { type LinePicture, pictureOf } from '#core/billing/line-picture.ts';
import { runTerm } from '#core/billing/run-term.ts';
import { UNBILLED } from '#core/billing/terms.ts';
import { addDays, daysBetween } from '#core/calendar.ts';
import { anAccount, aPlan, aTerm, day, money, someRules, type TermSettings } from '#test/support/billing.ts';

/** The pictures of the lines of one run. */
function pictures(
  settings: Omit<TermSettings, 'plan'>,
  asOf: string,
  plan = aPlan(),
): (LinePicture | null)[] {
  const term = aTerm({ ...settings, plan });
  const rules = someRules();
  const { lines } = runTerm({
    plan,
    services: [],
    term,
    progress: UNBILLED,
    rules,
    asOf: day(asOf),
    isApproved: () => true,
    billed: () => [],
  });
  return lines.map((line) =>
    pictureOf({ plan, line, term, joined: null, rules, generatedOn: day(asOf), endedBy: 'cancellation' }),
  );
}

describe('the picture of a line', () => {
  it('BILL-7: a short first period lies in the whole one that ends where it ends', () => {
    const plan = aPlan({ alignToInvoicePeriod: true, accessFee: money('49.95') });
    expect(pictures({ start: '2026-05-15', account: anAccount() }, '2026-05-15', plan)).toEqual([
      {
        period: { from: '2026-05-15', to: '2026-05-31' },
        wholePeriods: [{ from: '2026-05-01', to: '2026-05-31' }],
        charged: { from: '2026-05-15', to: '2026-05-31' },
        credited: null,
        suspended: [],
      },
    ]);
  });

  it('BILL-7: a long first period is whole periods counted back from its end', () => {
    const plan = aPlan({ honourFirstPeriodEnd: true });
    const [long] = pictures({ start: '2026-04-16', firstPeriodEnd: '2026-06-30' }, '2026-04-16', plan);
    expect(long?.wholePeriods).toEqual([
      { from: '2026-04-01', to: '2026-04-30' },
      { from: '2026-05-01', to: '2026-05-31' },
      { from: '2026-06-01', to: '2026-06-30' },
    ]);
  });

  it('BILL-8: a cut period keeps its whole length, and shows what is used as charged', () => {
    expect(pictures({ start: '2026-04-01', end: '2026-04-11' }, '2026-04-01')).toMatchObject([
      { period: { to: '2026-04-30' }, charged: { from: '2026-04-01', to: '2026-04-10' } },
    ]);
  });

  it('FEE-1: a setup fee is for no days', () => {
    const plan = aPlan({ setupFee: money('10.00'), accessFee: null });
    expect(pictures({ start: '2026-04-01' }, '2026-04-01', plan)).toEqual([null]);
  });

  it('BILL-7: the whole periods lie without a gap and hold every day of the line, whatever the anchor', () => {
    for (const start of ['2026-01-31', '2026-02-28', '2026-08-15'])
      for (const end of ['2026-08-31', '2026-10-30', '2028-02-29'])
        for (const length of [1, 3]) {
          const plan = aPlan({ honourFirstPeriodEnd: true, periodLengthMonths: length });
          const [picture] = pictures({ start, firstPeriodEnd: end }, start, plan);
          const wholes = picture?.wholePeriods ?? [];
          expect(wholes[0] !== undefined && wholes[0].from <= day(start), `${start} ${end}`).toBe(true);
          expect(wholes.at(-1)?.to).toBe(end);
          wholes.slice(1).forEach((whole, at) => {
            const before = wholes[at];
            expect(before && addDays(before.to, 1)).toBe(whole.from);
          });
          // None before the one that holds the first day.
          expect(daysBetween(day(start), wholes[0]?.to ?? day(start))).toBeGreaterThanOrEqual(0);
        }
  });
});
