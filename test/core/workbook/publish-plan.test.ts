import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movedBetween } from '#core/workbook/moved-rows.ts';
import { countTabs } from '#core/workbook/plan-impact.ts';
import type { PresentRows } from '#core/workbook/present.ts';
import {
  canonicalText,
  compareRows,
  countPlan,
  listChanges,
  rowsAfter,
} from '#core/workbook/publish-plan.ts';
import { keyOf, type Tuple } from '#core/workbook/tab.ts';
import { KINDS, TAB } from '#core/workbook/tabs.ts';

/** Rows of Package Services, told apart by package and service. */
const tab = TAB.packageServices;
const rows: fc.Arbitrary<Tuple[]> = fc.uniqueArray(
  fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('X', 'Y', 'Z'), fc.integer({ min: 1, max: 3 })),
  { selector: ([packagePlan, servicePlan]) => `${packagePlan} ${servicePlan}` },
);
const NO_ROWS = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as PresentRows['rows'];
const present = (tuples: readonly Tuple[]) => tuples.map((tuple, at): [number, Tuple] => [at + 1, tuple]);
const sorted = (tuples: readonly Tuple[]) => tuples.map((tuple) => JSON.stringify(tuple)).sort();

describe('the difference between rows in force and rows proposed', () => {
  it('leads from the one to the other, whatever they are', () => {
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const plan = compareRows(tab, present(before), after);
        const closed = new Set([...plan.changed.map(([id]) => id), ...plan.removed.map(([id]) => id)]);
        const stay = present(before)
          .filter(([id]) => !closed.has(id))
          .map(([, tuple]) => tuple);
        const made = [...stay, ...plan.changed.map(([, , tuple]) => tuple), ...plan.added];
        expect(sorted(made)).toEqual(sorted(after));
        expect(plan.unchanged).toBe(stay.length);
      }),
    );
  });

  it('is empty exactly where both say the same', () => {
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const plan = compareRows(tab, present(before), after);
        const isEmpty = plan.added.length + plan.changed.length + plan.removed.length === 0;
        expect(isEmpty).toBe(canonicalText(tab, before) === canonicalText(tab, after));
      }),
    );
  });

  it('is listed piece by piece as it is whole', () => {
    fc.assert(
      fc.property(rows, rows, fc.integer({ min: 1, max: 4 }), (before, after, size) => {
        const plan = { packageServices: compareRows(tab, present(before), after) };
        const whole = listChanges(plan);
        const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
          listChanges(plan, at * size, size),
        );
        expect(pieces.flat()).toEqual(whole);
        const { added, changed, removed } = countPlan(plan);
        expect(whole).toHaveLength(added + changed + removed);
      }),
    );
  });

  it('is the mirror of the way back: what was added is removed, and every number moves as far the other way', () => {
    const mirrored = { added: 'removed', removed: 'added', changed: 'changed' } as const;
    const turned = (difference: string | null) =>
      difference === null ? null : difference.replace(/^[+−]/, (sign) => (sign === '+' ? '−' : '+'));
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const there = listChanges({ packageServices: compareRows(tab, present(before), after) });
        const back = listChanges({ packageServices: compareRows(tab, present(after), before) });
        const texts = (changes: readonly object[]) => changes.map((change) => JSON.stringify(change)).sort();
        expect(
          texts(
            back.map((one) => ({
              ...one,
              change: mirrored[one.change],
              fields: one.fields.map(({ column, from, to, difference }) => ({
                column,
                from: to,
                to: from,
                difference: turned(difference),
              })),
            })),
          ),
        ).toEqual(
          texts(
            there.map((one) => ({
              ...one,
              fields: one.fields.map(({ perCent: _, ...field }) => field),
            })),
          ),
        );
      }),
    );
  });

  it('counts every row once: added, changed, removed and unchanged make up both sides', () => {
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const plan = { packageServices: compareRows(tab, present(before), after) };
        const { added, changed, removed, unchanged } = plan.packageServices;
        expect(changed.length + removed.length + unchanged).toBe(before.length);
        expect(added.length + changed.length + unchanged).toBe(after.length);
        const there: PresentRows = {
          version: 1,
          rows: { ...NO_ROWS, packageServices: present(before) },
          invoiceAnchors: new Map(),
        };
        expect(sorted(rowsAfter('packageServices', plan, there))).toEqual(sorted(after));
        const [counts] = countTabs(plan, there);
        if (before.length + after.length > 0)
          expect(counts).toEqual({
            tab: 'Package Services',
            added: added.length,
            changed: changed.length,
            removed: removed.length,
            unchanged,
          });
      }),
    );
  });

  it('two plans from one base differ in the rows that come out differently', () => {
    fc.assert(
      fc.property(rows, rows, rows, (base, one, other) => {
        const planTo = (target: readonly Tuple[]) => ({
          packageServices: compareRows(tab, present(base), target),
        });
        const outcome = (target: readonly Tuple[]) =>
          new Map(target.map((tuple) => [keyOf(tab, tuple), JSON.stringify(tuple)]));
        const [a, b] = [outcome(one), outcome(other)];
        const moved = [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
        expect(movedBetween(planTo(one), planTo(other)).count).toBe(moved.length);
      }),
    );
  });
});

it('content is one text in whatever order its rows stand', () => {
  fc.assert(
    fc.property(rows, (tuples) => {
      expect(canonicalText(tab, tuples.toReversed())).toBe(canonicalText(tab, tuples));
    }),
  );
});
