/** The hidden tab with the codes that drop-downs offer: a column a kind, filled from the catalogue in force. Pure. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import type { CodeLists } from '#app/ports/spreadsheets.ts';
import type { Kind } from '#core/catalogue/content.ts';
import { type Cell, columnLetters } from '#core/workbook/cell.ts';
import { columnsOf } from '#core/workbook/tab.ts';
import { KINDS, TAB, TABS } from '#core/workbook/tabs.ts';
import { listRangeOf } from './column-look.ts';
import { LISTS_TITLE } from './values.ts';

type Request = sheets_v4.Schema$Request;

export interface ListPlace {
  readonly kind: Kind;
  readonly title: string;
  /** As a drop-down names it. */
  readonly range: string;
}

const REFERRED: ReadonlySet<Kind> = new Set(
  TABS.flatMap((tab) => columnsOf(tab)).flatMap(({ cell }) => (cell.type === 'reference' ? [cell.to] : [])),
);

/** Words that stand for a value of their own beside a kind's codes: "any", "None". */
const WORDS: ReadonlyMap<Kind, readonly string[]> = new Map(
  [...REFERRED].map((kind) => [
    kind,
    [
      ...new Set(
        TABS.flatMap((tab) => columnsOf(tab)).flatMap(({ cell }) =>
          cell.type === 'reference' && cell.to === kind && cell.word ? [cell.word.text] : [],
        ),
      ),
    ],
  ]),
);

/** Always the same places: drop-downs of an earlier preparation go on pointing at the right ones. */
export const placesOfLists = (): readonly ListPlace[] =>
  KINDS.filter((kind) => REFERRED.has(kind)).map((kind, at) => ({
    kind,
    title: TAB[kind].title,
    range: listRangeOf(columnLetters(at)),
  }));

/** What the tab holds, row by row. */
export function listGrid(lists: CodeLists): readonly (readonly Cell[])[] {
  const columns = placesOfLists().map(({ kind, title }) => [
    title,
    ...(WORDS.get(kind) ?? []),
    ...(lists.get(kind) ?? []),
  ]);
  const height = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, row) => columns.map((column) => column[row] ?? null));
}

interface PresentLists {
  readonly sheetId: number;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly grid: readonly (readonly Cell[])[];
  readonly protections: readonly { readonly id: number; readonly description: string }[];
}

const PROTECTION = 'Cardline: codes for drop-downs';

/** Makes the tab where it is missing, and fills it where it says something else; nobody else is to write on it. */
export function listRequests(
  there: PresentLists | null,
  sheetId: number,
  lists: CodeLists,
  account: string,
): Request[] {
  const isProtected = there?.protections.some(({ description }) => description === PROTECTION) === true;
  return [
    ...(there === null
      ? [{ addSheet: { properties: { sheetId, title: LISTS_TITLE, hidden: true } } } satisfies Request]
      : []),
    ...refreshRequests(there, sheetId, lists),
    ...(isProtected
      ? []
      : [
          {
            addProtectedRange: {
              protectedRange: {
                range: { sheetId },
                description: PROTECTION,
                editors: { users: [account] },
              },
            },
          } satisfies Request,
        ]),
  ];
}

/** Writes the lists anew; nothing where they stand there already. */
export function refreshRequests(
  there: Pick<PresentLists, 'rowCount' | 'columnCount' | 'grid'> | null,
  sheetId: number,
  lists: CodeLists,
): Request[] {
  const grid = listGrid(lists);
  if (there !== null && isSame(there.grid, grid)) return [];
  return [
    {
      updateSheetProperties: {
        properties: {
          sheetId,
          gridProperties: {
            rowCount: Math.max(there?.rowCount ?? 0, grid.length),
            columnCount: Math.max(there?.columnCount ?? 0, grid[0]?.length ?? 0),
          },
        },
        fields: 'gridProperties.rowCount,gridProperties.columnCount',
      },
    },
    { updateCells: { range: { sheetId }, fields: 'userEnteredValue' } },
    {
      updateCells: {
        start: { sheetId, rowIndex: 0, columnIndex: 0 },
        rows: grid.map((cells) => ({
          values: cells.map((cell) =>
            cell === null ? {} : { userEnteredValue: { stringValue: String(cell) } },
          ),
        })),
        fields: 'userEnteredValue',
      },
    },
  ];
}

const isSame = (there: readonly (readonly Cell[])[], wanted: readonly (readonly Cell[])[]): boolean =>
  there.length === wanted.length &&
  wanted.every((cells, row) => {
    const present = there[row] ?? [];
    return cells.every((cell, at) => (present[at] ?? null) === cell) && present.length <= cells.length;
  });
