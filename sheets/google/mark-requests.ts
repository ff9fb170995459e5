/**
 * From what a check says to the requests that write it beside the rows of the very read that was judged: Status and Message, and
 * notes at faulty cells. Only what stands there otherwise is written; nothing but Cardline's columns, notes and lists. Pure.
 */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import type { SheetMark, SheetMarks, Told } from '#app/ports/spreadsheets.ts';
import { type Cell, columnLetters } from '#core/workbook/cell.ts';
import { OWN_HEADINGS } from '#core/workbook/tab.ts';
import { tabOfTitle } from '#core/workbook/tabs.ts';
import { refreshRequests } from './lists.ts';
import { noteWith, otherPartOf, ownPartOf } from './notes.ts';
import { belowHeadings } from './prepare-requests.ts';
import { columnNumber, LISTS_TITLE, placeOf, type SheetTab } from './values.ts';

type Request = sheets_v4.Schema$Request;

/** A tab with its cells and notes, both row by row, the headings first. */
export interface NotedTab extends SheetTab {
  readonly grid: readonly (readonly Cell[])[];
  readonly notes: readonly (readonly string[])[];
}

export function markRequests(present: readonly NotedTab[], { rows, notes, lists }: SheetMarks): Request[] {
  const hidden = present.find(({ title }) => title === LISTS_TITLE);
  return [
    ...present.flatMap((tab) => {
      if (tabOfTitle(tab.title.trim()) === null) return [];
      return [
        ...statusRequests(
          tab,
          rows.filter((mark) => mark.tab === tab.title.trim()),
        ),
        ...noteRequests(
          tab,
          notes.filter((note) => note.tab === tab.title.trim()),
        ),
      ];
    }),
    ...(hidden === undefined ? [] : refreshRequests(hidden, hidden.sheetId, lists)),
  ];
}

/** The two columns, each whole where one cell of it differs: one request a column, however many rows. */
function statusRequests(tab: NotedTab, marks: readonly SheetMark[]): Request[] {
  const told = new Map(marks.map((mark) => [mark.row, mark]));
  const last = Math.max(tab.grid.length, ...marks.map(({ row }) => row));
  return OWN_HEADINGS.flatMap((heading, own): Request[] => {
    const at = placeOf(tab.grid[0] ?? [], heading);
    // Somebody took the column out: preparing the spreadsheet puts it back.
    if (at < 0) return [];
    const wanted = Array.from({ length: last - 1 }, (_, row) => wordOf(told.get(row + 2), own));
    if (wanted.every((word, row) => word === textAt(tab, row + 1, at))) return [];
    return [
      {
        updateCells: {
          range: { ...belowHeadings(tab.sheetId, at, at + 1), endRowIndex: last },
          rows: wanted.map((word) => ({
            values: [word === '' ? {} : { userEnteredValue: { stringValue: word } }],
          })),
          fields: 'userEnteredValue',
        },
      },
    ];
  });
}

const wordOf = (mark: Told | undefined, own: number): string =>
  (own === 0 ? mark?.status : mark?.message) ?? '';

const textAt = ({ grid }: NotedTab, row: number, column: number): string => String(grid[row]?.[column] ?? '');

function noteRequests(tab: NotedTab, notes: SheetMarks['notes']): Request[] {
  const wanted = new Map<string, string>();
  for (const { cell, message } of notes)
    wanted.set(cell, wanted.has(cell) ? `${wanted.get(cell)}\n${message}` : message);
  const places = new Set([...wanted.keys(), ...placesWithOwnNotes(tab)]);
  return [...places].flatMap((cell): Request[] => {
    const { row, column } = placeOfCell(cell);
    const present = tab.notes[row]?.[column] ?? '';
    const note = noteWith(otherPartOf(present), wanted.get(cell) ?? '');
    if (note === present) return [];
    return [
      {
        updateCells: {
          start: { sheetId: tab.sheetId, rowIndex: row, columnIndex: column },
          rows: [{ values: [{ note }] }],
          fields: 'note',
        },
      },
    ];
  });
}

const placesWithOwnNotes = ({ notes }: NotedTab): string[] =>
  notes.flatMap((cells, row) =>
    cells.flatMap((note, column) => (ownPartOf(note) === '' ? [] : [nameOfCell(row, column)])),
  );

function nameOfCell(row: number, column: number): string {
  return `${columnLetters(column)}${row + 1}`;
}

function placeOfCell(cell: string): { row: number; column: number } {
  const [, letters = 'A', row = '1'] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
  return { row: Number(row) - 1, column: columnNumber(letters) - 1 };
}
