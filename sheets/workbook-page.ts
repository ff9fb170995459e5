/** The documentation page of the workbook, made from the descriptors and the fault codes: it cannot fall behind them. */
import { MOST_FILE_BYTES } from '#app/ports/workbook.ts';
import { counted, grouped } from '#core/words.ts';
import { columnLetters, LONGEST_CELL } from '#core/workbook/cell.ts';
import type { Column } from '#core/workbook/column.ts';
import { SHEET_CODES } from '#core/workbook/sheet-codes.ts';
import { type AnyTab, columnsOf, headingOf } from '#core/workbook/tab.ts';
import { TAB, TABS } from '#core/workbook/tabs.ts';
import { MOST_CELLS, MOST_COLUMNS, MOST_ROWS } from './bounds.ts';

export const workbookPage = (): string =>
  [INTRODUCTION, ...TABS.map(tabSection), CODES_HEADING, codesTable()].join('\n\n').concat('\n');

const INTRODUCTION = `# The workbook

<!-- Written by scripts/write-workbook-page.ts from src/core/workbook; edit there. -->

Plans, prices and accounts are edited in a workbook of ${counted(TABS.length, 'tab')}: the built-in one in the console, an \`.xlsx\` file, or a CSV for
each tab. Tabs are found by their titles, columns by their headings in any order; what is unknown, doubled or missing is
reported, never guessed. The right-most columns **Status** and **Message** are Cardline's and are not read.

## From edit to publish

1. **Submit.** Cardline reads everything, checks every cell, key, reference and rule, and lists all faults at once, each with
   its tab, row, column and cell. With one fault anywhere nothing can be published.
2. **Look.** The difference to the newest version by business key: added, changed (old → new, difference, per cent), removed,
   unchanged; active subscriptions behind each row; fees of the next period under old and new prices; margins, and what would
   be sold below cost; the largest rises and falls. Tabs that a file does not hold stay as they are; a row that is missing from a
   tab that it does hold is removed, except in Accounts, where rows are only added and updated.
3. **Approve.** It publishes exactly what was shown, as the next version. Where another version was published, or the workbook
   was changed since it was read, the change set is stale and says what moved.

Where a tab would lose twenty rows and more than a fifth of them, whoever approves has to say that it is meant.
A plan that has subscriptions or orders is never removed: make it Grandfathered. Any version can be restored, as a new one; the
workbook is then refilled from it where the next edits are to go on from there.

## What cells hold

| type | write | notes |
| --- | --- | --- |
| code | text | the provider's own keys; a number is refused, since it may have lost leading zeros |
| reference | the code of a row of the tab named | |
| text | text | blanks at the ends are taken off; a leading =, +, - or @ is refused unless a number or phone number follows |
| TRUE or FALSE | TRUE, FALSE, yes, no | |
| whole number | digits | within the range named |
| fee | 49.95 | at most two decimals, no currency sign, nothing between thousands |
| price | 0.0375 | at most eight decimals |
| tax | GST, Free, 0.10 or 10 % | blank: the provider's usual tax |
| date | 2026-03-31 | year, month, day; a real date of an \`.xlsx\` file is taken too |
| time | 08:00 | local time, up to 24:00 |
| weekdays | Mon-Fri or Sat,Sun | |
| choice | one of the words named | upper and lower case alike |

A file has at most ${MOST_FILE_BYTES / 1_000_000} MB. A tab is read to row ${grouped(MOST_ROWS)} and column ${columnLetters(MOST_COLUMNS - 1)}, all tabs together to ${counted(MOST_CELLS, 'cell')} (rows times columns), a
cell to ${counted(LONGEST_CELL, 'character')}; what lies beyond is refused by the name of its cell. Empty cells beyond count for nothing.

A formula counts with its value at the time of reading. Of an \`.xlsx\` a note says where there is one, and a number that its cell shows
as a percentage is read as what is seen, 10%, which only a tax takes. Empty rows are skipped. In a CSV that Cardline exports, a text that a
spreadsheet would run as a formula has an apostrophe in front, which importing takes off.`;

function tabSection(tab: AnyTab): string {
  const key = tab.key.map((field) => headingOf(tab, field)).join(', ');
  const rows = columnsOf(tab).map(
    (column) => `| ${column.heading} | ${typeOf(column)} | ${blankOf(column)} | ${column.note} |`,
  );
  return [
    `## ${tab.title}\n\n${tab.about} ${tab.key.length === 1 ? `Told apart by ${key}.` : `Rows are told apart by ${key} together.`}`,
    ['| column | holds | if empty | |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

function typeOf({ cell }: Column): string {
  switch (cell.type) {
    case 'reference':
      return `reference to ${TAB[cell.to].title}${cell.word ? `, or ${cell.word.text}` : ''}`;
    case 'text':
      return `text, at most ${cell.longest} characters`;
    case 'boolean':
      return 'TRUE or FALSE';
    case 'integer':
      return `whole number, ${cell.least} to ${cell.most}`;
    case 'money':
      return 'fee';
    case 'days':
      return 'weekdays';
    case 'choice':
      return cell.choices.map(({ word }) => word).join(', ');
    default:
      return cell.type;
  }
}

function blankOf(column: Column): string {
  if (!('blank' in column)) return '**must be filled**';
  const { blank, cell, blankOnlyWhere } = column;
  if (blankOnlyWhere) return `**must be filled**, except in ${blankOnlyWhere.is}`;
  if (blank === null) return '–';
  if (typeof blank === 'boolean') return blank ? 'TRUE' : 'FALSE';
  const word = cell.type === 'choice' ? cell.choices.find(({ value }) => value === blank)?.word : undefined;
  return word ?? String(blank);
}

const CODES_HEADING = `## Fault codes

Every fault names its place and, in its message, what stands there. The codes are stable.`;

const codesTable = (): string =>
  [
    '| code | means | remedy |',
    '| --- | --- | --- |',
    ...Object.entries(SHEET_CODES).map(
      ([code, [meaning, remedy]]) => `| \`${code}\` | ${meaning} | ${remedy} |`,
    ),
  ].join('\n');
