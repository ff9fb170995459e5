/** USE-5: rates that end later than the day from which another row supersedes them for good. */
import { expect, it } from 'vitest';
import { checkWorkbook } from '#core/workbook/check-workbook.ts';
import type { PresentRows } from '#core/workbook/present.ts';
import { KINDS } from '#core/workbook/tabs.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

const NOTHING: PresentRows = {
  version: 0,
  rows: Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as PresentRows['rows'],
  invoiceAnchors: new Map(),
};

/** Notes on a rate of these days, and others of the same card, tariff, band and step (or one of another step) beside it. */
function notesOn(to: string | null, ...others: readonly Record<string, string | null>[]) {
  const book = aWorkbook().set('Rates', 2, 'Effective To', to);
  const rate = book.row('Rates', 2);
  book.add('Rates', ...others.map((other) => ({ ...rate, 'Effective To': null, ...other })));
  const { faults, notes } = checkWorkbook(book.raw(), NOTHING);
  expect(faults).toEqual([]);
  return notes.map(({ cell, code, message }) => `${cell} ${code} ${message}`);
}

it('are noted where the later row goes on at least as long', () => {
  expect(notesOn('2026-03-31', { 'Effective From': '2026-03-31' })).toEqual([
    'N2 rate_ends_unreached From 31 Mar 2026 another row of this card, tariff, band and step applies, so that the end on 31 Mar 2026 is never reached.',
  ]);
  expect(
    notesOn('2026-03-31', { 'Effective From': '2026-03-01', 'Effective To': '2026-03-31' }),
  ).toHaveLength(1);
});

it('are not noted where the rows meet, where an offer ends sooner, or where band or step differ', () => {
  expect(notesOn('2026-03-31', { 'Effective From': '2026-04-01' })).toEqual([]);
  expect(notesOn('2026-03-31', { 'Effective From': '2026-02-01', 'Effective To': '2026-02-28' })).toEqual([]);
  expect(notesOn(null, { 'Effective From': '2026-02-01' })).toEqual([]);
  expect(notesOn('2026-03-31', { 'Effective From': '2026-03-01', Band: 'peak' })).toEqual([]);
  expect(notesOn('2026-03-31', { 'Effective From': '2026-03-01', 'Tariff Key': '001161' })).toEqual([]);
});

it('are told once, with how many others there are', () => {
  const [told, ...more] = notesOn(
    '2026-03-31',
    { 'Effective From': '2026-03-01', 'Effective To': '2026-06-30' },
    { 'Effective From': '2026-06-01' },
  );
  expect(more).toEqual([]);
  expect(told).toContain('1 other rate likewise.');
});
