/**
 * From a spreadsheet as it is to the requests that make it the workbook: one batch, which Google takes whole or not at all. Asked
 * again it repairs: what Cardline puts there it knows by name and puts there once; extra tabs and columns are not touched. Pure.
 */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import type { PreparedTab, SheetPlan } from '#app/ports/spreadsheets.ts';
import type { Cell } from '#core/workbook/cell.ts';
import { type AnyTab, columnsOf, isColumn, OWN_HEADINGS, type Tuple } from '#core/workbook/tab.ts';
import { TABS } from '#core/workbook/tabs.ts';
import { formatOf, validationOf, writtenValue } from './column-look.ts';
import { guardRequests } from './guard-requests.ts';
import { headingRequests } from './heading-requests.ts';
import { type ListPlace, listRequests, placesOfLists } from './lists.ts';
import { layoutOf, placeIn, spansOf, type TabLayout } from './tab-layout.ts';
import { headingIn, LISTS_TITLE, type SheetTab } from './values.ts';

type Request = sheets_v4.Schema$Request;

/** A tab of the spreadsheet, with what decides what is to be done. */
export interface PresentTab extends SheetTab {
  readonly grid: readonly (readonly Cell[])[];
  readonly protections: readonly { readonly id: number; readonly description: string }[];
  /** The formulas of its rules of conditional colours, in their order; null: another sort of rule. */
  readonly ruleFormulas: readonly (string | null)[];
  /** Notes of the first row, by column. */
  readonly headingNotes: readonly string[];
}

export interface Preparation {
  readonly requests: readonly Request[];
  readonly tabs: readonly PreparedTab[];
}

/** Empty rows below what is filled, to go on in. */
const SPARE_ROWS = 200;

/** @param account the service account, alone to write on the hidden tab */
export function prepareRequests(
  present: readonly PresentTab[],
  plan: SheetPlan,
  account: string,
): Preparation {
  const newId = makeNewIds(present);
  const places = placesOfLists();
  const lists = present.find(({ title }) => title === LISTS_TITLE) ?? null;
  const prepared = TABS.map((tab) => {
    const there = present.find(({ title }) => title.trim() === tab.title) ?? null;
    return prepareTab(tab, there, plan, places, newId);
  });
  return {
    requests: [
      ...listRequests(lists, lists?.sheetId ?? newId(), plan.lists, account),
      ...prepared.flatMap(({ requests }) => requests),
    ],
    tabs: prepared.map(({ told }) => told),
  };
}

/** Ids that no tab has: a batch names the tabs that it adds itself. */
function makeNewIds(present: readonly PresentTab[]): () => number {
  const taken = new Set(present.map(({ sheetId }) => sheetId));
  let next = 1;
  return () => {
    while (taken.has(next)) next += 1;
    taken.add(next);
    return next;
  };
}

function prepareTab(
  tab: AnyTab,
  there: PresentTab | null,
  plan: SheetPlan,
  lists: readonly ListPlace[],
  newId: () => number,
): { readonly requests: Request[]; readonly told: PreparedTab } {
  const sheetId = there?.sheetId ?? newId();
  const headings = there?.grid[0] ?? [];
  const layout = layoutOf(tab, headings);
  const isEmpty = there === null || !hasRows(there, layout);
  const rows = tab.kind === 'accounts' ? undefined : plan.rows[tab.kind];
  const filling = rows !== undefined && (isEmpty || plan.isRefill) ? rows : null;
  const rowCount = Math.max(there?.rowCount ?? 0, (filling?.length ?? 0) + 1 + SPARE_ROWS);
  const columnCount = Math.max(there?.columnCount ?? 0, layout.width);
  return {
    requests: [
      sizeRequest(tab.title, sheetId, there === null, rowCount, columnCount),
      ...headingRequests(tab, sheetId, layout, there?.headingNotes ?? []),
      ...columnRequests(tab, sheetId, layout, lists),
      ...guardRequests(sheetId, layout, there),
      ...(filling === null ? [] : fillRequests(tab, sheetId, layout, filling, isEmpty)),
    ],
    told: {
      title: tab.title,
      outcome: there === null ? 'made' : 'repaired',
      addedColumns: there === null ? [] : layout.missing,
      filledRows: filling === null || (filling.length === 0 && isEmpty) ? null : filling.length,
    },
  };
}

/** Whether anything but unticked boxes stands in the workbook's columns. */
function hasRows({ grid }: PresentTab, { places }: TabLayout): boolean {
  const read = [...places].flatMap(([heading, place]) => (OWN_HEADINGS.includes(heading) ? [] : [place]));
  return grid.slice(1).some((cells) =>
    read.some((place) => {
      const cell = cells[place] ?? null;
      return cell !== null && cell !== false && headingIn(cell) !== '';
    }),
  );
}

const sizeRequest = (
  title: string,
  sheetId: number,
  isNew: boolean,
  rowCount: number,
  columnCount: number,
): Request => {
  const gridProperties = { rowCount, columnCount, frozenRowCount: 1 };
  return isNew
    ? { addSheet: { properties: { sheetId, title, gridProperties } } }
    : {
        updateSheetProperties: {
          properties: { sheetId, gridProperties },
          fields: 'gridProperties.rowCount,gridProperties.columnCount,gridProperties.frozenRowCount',
        },
      };
};

/** The rows below the headings, of some columns. */
export const belowHeadings = (sheetId: number, from: number, until: number): sheets_v4.Schema$GridRange => ({
  sheetId,
  startRowIndex: 1,
  startColumnIndex: from,
  endColumnIndex: until,
});

function columnRequests(
  tab: AnyTab,
  sheetId: number,
  layout: TabLayout,
  lists: readonly ListPlace[],
): Request[] {
  const ownColumns = OWN_HEADINGS.map((heading): Request => {
    const at = placeIn(layout, heading);
    return {
      repeatCell: {
        range: belowHeadings(sheetId, at, at + 1),
        cell: { userEnteredFormat: { numberFormat: { type: 'TEXT', pattern: '@' } } },
        fields: 'userEnteredFormat.numberFormat',
      },
    };
  });
  return [
    ...columnsOf(tab).flatMap((column): Request[] => {
      const at = placeIn(layout, column.heading);
      const range = belowHeadings(sheetId, at, at + 1);
      const rule = validationOf(column, (kind) => lists.find((list) => list.kind === kind)?.range ?? null);
      return [
        {
          repeatCell: {
            range,
            cell: { userEnteredFormat: { numberFormat: formatOf(column) } },
            fields: 'userEnteredFormat.numberFormat',
          },
        },
        ...(rule === null ? [] : [{ setDataValidation: { range, rule } }]),
      ];
    }),
    ...ownColumns,
  ];
}

/** Writes rows from the second row on, in the workbook's columns alone; what stood there before goes. */
function fillRequests(
  tab: AnyTab,
  sheetId: number,
  layout: TabLayout,
  tuples: readonly Tuple[],
  isEmpty: boolean,
): Request[] {
  const fieldAt = new Map<number, number>();
  tab.fields.forEach(({ column }, field) => {
    if (isColumn(column)) fieldAt.set(placeIn(layout, column.heading), field);
  });
  const own = OWN_HEADINGS.map((heading) => placeIn(layout, heading));
  const fields = 'userEnteredValue';
  const cleared = isEmpty
    ? []
    : spansOf([...fieldAt.keys(), ...own]).map(
        ({ from, until }): Request => ({
          updateCells: { range: belowHeadings(sheetId, from, until), fields },
        }),
      );
  const filled = spansOf([...fieldAt.keys()]).map(({ from, until }): Request => {
    const columns = Array.from({ length: until - from }, (_, at) => fieldAt.get(from + at) ?? 0);
    return {
      updateCells: {
        start: { sheetId, rowIndex: 1, columnIndex: from },
        rows: tuples.map((tuple) => ({ values: columns.map((field) => cellOf(tab, field, tuple)) })),
        fields,
      },
    };
  });
  return tuples.length === 0 ? cleared : [...cleared, ...filled];
}

function cellOf(tab: AnyTab, field: number, tuple: Tuple): sheets_v4.Schema$CellData {
  const column = tab.fields[field]?.column;
  const value = column && isColumn(column) ? writtenValue(column, tuple[field] ?? null) : null;
  return value === null ? {} : { userEnteredValue: value };
}
