/**
 * What keeps hands off headings and Cardline's columns, and colours rows by their status. Protections warn and do not forbid: one
 * that forbids would keep people from sorting and deleting rows, which cross those columns. Pure.
 */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import { columnLetters } from '#core/workbook/cell.ts';
import { OWN_HEADINGS } from '#core/workbook/tab.ts';
import type { PresentTab } from './prepare-requests.ts';
import { placeIn, type TabLayout } from './tab-layout.ts';

type Request = sheets_v4.Schema$Request;

const HEADINGS = 'Cardline: headings, by which columns are found';
const OWN_COLUMNS = 'Cardline: written after each check';
const isOurs = (description: string): boolean => description.startsWith('Cardline: ');

/** Pale, so that text stays readable; the word in Status says the same without colour. */
const COLOURS: Readonly<Record<string, sheets_v4.Schema$Color>> = {
  Fault: { red: 0.98, green: 0.85, blue: 0.85 },
  Changed: { red: 1, green: 0.95, blue: 0.8 },
  New: { red: 0.85, green: 0.94, blue: 0.85 },
  Note: { red: 0.85, green: 0.91, blue: 0.98 },
};
const OUR_FORMULA = /^=\$[A-Z]+2="(?:Fault|Changed|New|Note)"$/;

/** Those of an earlier preparation go first, in the same batch: columns may have moved since. */
export function guardRequests(sheetId: number, layout: TabLayout, there: PresentTab | null): Request[] {
  const protect = (range: sheets_v4.Schema$GridRange, description: string): Request => ({
    addProtectedRange: { protectedRange: { range: { sheetId, ...range }, description, warningOnly: true } },
  });
  const status = columnLetters(placeIn(layout, 'Status'));
  return [
    ...(there?.protections ?? [])
      .filter(({ description }) => isOurs(description))
      .map(({ id }): Request => ({ deleteProtectedRange: { protectedRangeId: id } })),
    protect({ startRowIndex: 0, endRowIndex: 1 }, HEADINGS),
    ...OWN_HEADINGS.map((heading) => {
      const at = placeIn(layout, heading);
      return protect({ startRowIndex: 1, startColumnIndex: at, endColumnIndex: at + 1 }, OWN_COLUMNS);
    }),
    // From the last to the first: deleting one moves those behind it.
    ...(there?.ruleFormulas ?? [])
      .flatMap((formula, index) => (formula !== null && OUR_FORMULA.test(formula) ? [index] : []))
      .toReversed()
      .map((index): Request => ({ deleteConditionalFormatRule: { sheetId, index } })),
    ...Object.entries(COLOURS).map(
      ([word, backgroundColor]): Request => ({
        addConditionalFormatRule: {
          rule: {
            ranges: [{ sheetId, startRowIndex: 1, startColumnIndex: 0, endColumnIndex: layout.width }],
            booleanRule: {
              condition: {
                type: 'CUSTOM_FORMULA',
                values: [{ userEnteredValue: `=$${status}2="${word}"` }],
              },
              format: { backgroundColor },
            },
          },
          index: 0,
        },
      }),
    ),
  ];
}
