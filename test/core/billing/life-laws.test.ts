/** The laws of BILL-10 and BILL-11 for whole lives: activated, suspended, migrated, cancelled, taken back, with features and bolt-ons. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#core/calendar.ts';
import { type Life, type LifeDeed, lead, lineKey, lives, sumsOf } from '#test/support/lives.ts';

/** Everything but a new price: what that comes to hangs on the day of the run, as it is meant to. */
const UNPRICED: readonly LifeDeed['type'][] = [
  'cancel',
  'withdraw cancellation',
  'suspend',
  'suspend',
  'resume',
  'migrate',
  'withdraw migration',
  'add bolt-on',
  'add bolt-on',
  'end bolt-on',
];

const holds = (
  law: (life: Life) => void,
  { kinds, numRuns = 150 }: { kinds?: typeof UNPRICED; numRuns?: number } = {},
) => fc.assert(fc.property(lives(kinds), law), { numRuns });

/** A life with a run every so many days, up to a day by which all has fallen due. */
const LAST_DAY = 1_250;
function runEvery(days: number, life: Life): Life {
  const runs: Life['runs'][number][] = [];
  for (let day = -40; day < LAST_DAY; day += days) runs.push(addDays(life.start, day));
  return { ...life, runs: [...runs, addDays(life.start, LAST_DAY)] };
}
const runOnce = (life: Life): Life => ({ ...life, runs: [addDays(life.start, LAST_DAY)] });

describe('laws of whole lives', () => {
  it('BILL-10: day by day gives each fee of each period the same sum as once at the end', () => {
    holds(
      (life) => {
        expect(sumsOf(lead(runEvery(1, life)).lines)).toEqual(sumsOf(lead(runOnce(life)).lines));
      },
      { kinds: UNPRICED, numRuns: 60 },
    );
  });

  it('BILL-10: so does any other choice of days', () => {
    holds(
      (life) => {
        expect(sumsOf(lead(runEvery(17, life)).lines)).toEqual(sumsOf(lead(runOnce(life)).lines));
      },
      { kinds: UNPRICED },
    );
  });

  it('BILL-10: nothing is written twice, and corrections follow their charge one by one', () => {
    holds((life) => {
      for (const [key, group] of Map.groupBy(lead(life).lines, lineKey)) {
        expect(
          group.map(({ revision }) => revision),
          key,
        ).toEqual(group.map((_, index) => index));
        expect(group[0]?.kind).not.toBe('credit');
        for (const { kind, amount } of group)
          expect(amount * (kind === 'credit' ? -1 : 1)).toBeGreaterThan(0);
      }
    });
  });

  it('BILL-6, BILL-7: no fee of a period ever comes to less than nothing, nor its tax', () => {
    holds((life) => {
      for (const group of Map.groupBy(lead(life).lines, lineKey).values()) {
        let [amount, tax] = [0, 0];
        for (const line of group) {
          amount += line.amount;
          tax += line.tax;
          expect(amount).toBeGreaterThanOrEqual(0);
          expect(tax).toBeGreaterThanOrEqual(0);
        }
      }
    });
  });

  it('BILL-10: a run that is repeated makes nothing more', () => {
    holds((life) => {
      expect(lead(life, { again: 3 }).lines).toEqual(lead(life).lines);
    });
  });

  it('decision 87: a cancellation that is withdrawn the same day is as if it had not been', () => {
    holds(
      (life) => {
        const at = life.deeds.findIndex(({ deed }) => deed.type === 'cancel');
        const cancelled = life.deeds[at];
        if (cancelled === undefined) return;
        const before = life.deeds.slice(0, at);
        const { entered } = cancelled;
        const withdrawn = { entered, deed: { type: 'withdraw cancellation' } } as const;
        const both = { ...life, deeds: [...before, cancelled, withdrawn] };
        // Where an earlier cancellation stands, the withdrawal takes that back too.
        if (before.some(({ deed }) => deed.type === 'cancel')) return;
        expect(lead(both).lines).toEqual(lead({ ...life, deeds: before }).lines);
      },
      { kinds: ['cancel', 'suspend', 'migrate', 'add bolt-on'] },
    );
  });

  it('any order of what is entered on one day gives the same, where either order is possible', () => {
    let compared = 0;
    holds(
      (life) => {
        const [first, second, ...rest] = life.deeds;
        if (first === undefined || second === undefined || familyOf(first) === familyOf(second)) return;
        const sameDay = { ...second, entered: first.entered };
        const [one, other] = [
          [first, sameDay, ...rest],
          [sameDay, first, ...rest],
        ].map((deeds) => lead({ ...life, deeds }));
        if (one === undefined || other === undefined || !one.accepted.includes(sameDay)) return;
        // Where one order refuses what the other one takes, a later deed may make up for it.
        const isSame = one.accepted.length === other.accepted.length;
        if (!isSame || !one.accepted.every((deed) => other.accepted.includes(deed))) return;
        expect(sumsOf(other.lines)).toEqual(sumsOf(one.lines));
        compared += 1;
      },
      { kinds: UNPRICED },
    );
    expect(compared).toBeGreaterThan(10);
  });
});

const familyOf = ({ deed: { type } }: Life['deeds'][number]): string => type.split(' ').at(-1) ?? type;
