/**
 * Google Sheets and Drive as Spreadsheets. A read takes three calls however many tabs there are: Drive tells version, bin and who
 * edited, Sheets the tabs, and one call all values (docs/adr/0081). What was changed between them is read once more.
 */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import { type SheetHead, SheetTrouble, type Spreadsheets } from '#app/ports/spreadsheets.ts';
import { instant } from '#core/calendar.ts';
import type { Cell } from '#core/workbook/cell.ts';
import type { Wire } from './careful-fetch.ts';
import { type Google, type GoogleAccount, makeConnection } from './connection.ts';
import { markRequests } from './mark-requests.ts';
import { prepareRequests } from './prepare-requests.ts';
import { incomplete, notGoogle, trashed, troubleOf } from './trouble.ts';
import { contentOf, gridsOf, type SheetTab, sheetTabsOf, wholeOf } from './values.ts';

const SPREADSHEET_TYPE = 'application/vnd.google-apps.spreadsheet';

const TABS = 'properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount))';
const FIELDS = {
  tabs: `spreadsheetId,sheets(${TABS})`,
  notes: `spreadsheetId,sheets(${TABS},data(startRow,startColumn,rowData(values(note))))`,
  preparing: `spreadsheetId,sheets(${TABS},protectedRanges(protectedRangeId,description),conditionalFormats(booleanRule(condition)),data(startRow,startColumn,rowData(values(note))))`,
};

export function makeGoogleSpreadsheets(account: GoogleAccount, wire: Wire): Spreadsheets {
  const { open, forgetToken } = makeConnection(account, wire);

  /** One deed with Google, its refusals in words. */
  const withGoogle = async <T>(sheetId: string | null, deed: (google: Google) => Promise<T>): Promise<T> => {
    try {
      return await deed(open());
    } catch (error) {
      const trouble = troubleOf(error, { sheetId, account: account.clientEmail });
      if (trouble instanceof SheetTrouble && trouble.fault.code === 'google_key_refused') forgetToken();
      throw trouble;
    }
  };

  return {
    account: account.clientEmail,

    head: (sheetId) => withGoogle(sheetId, (google) => headOf(google, sheetId, account.clientEmail)),

    read: (sheetId) =>
      withGoogle(sheetId, async (google) => {
        const head = await headOf(google, sheetId, account.clientEmail);
        const { tabs, grids } = await readWhole(google, sheetId, FIELDS.tabs);
        const tabIds = new Map(tabs.map(({ title, sheetId: id }) => [title.trim(), id]));
        return { head, tabIds, ...contentOf(grids) };
      }),

    prepare: (sheetId, plan) =>
      withGoogle(sheetId, async (google) => {
        await headOf(google, sheetId, account.clientEmail);
        const { tabs, grids, spreadsheet } = await readWhole(google, sheetId, FIELDS.preparing);
        const present = tabs.map((tab) => ({
          ...tab,
          grid: grids.get(tab.title) ?? [],
          ...guardsOf(spreadsheet, tab),
          headingNotes: notesOf(spreadsheet, tab)[0] ?? [],
        }));
        const { requests, tabs: told } = prepareRequests(present, plan, account.clientEmail);
        await write(google, sheetId, requests);
        return told;
      }),

    mark: (sheetId, judge) =>
      withGoogle(sheetId, async (google) => {
        const { tabs, grids, spreadsheet } = await readWhole(google, sheetId, FIELDS.notes);
        const marks = await judge(contentOf(grids));
        const present = tabs.map((tab) => ({
          ...tab,
          grid: grids.get(tab.title) ?? [],
          notes: notesOf(spreadsheet, tab),
        }));
        const requests = markRequests(present, marks);
        if (requests.length > 0) await write(google, sheetId, requests);
        return requests.length > 0;
      }),

    watch: (sheetId, { id, token, address, until }) =>
      withGoogle(sheetId, async ({ drive }) => {
        const { data } = await drive.files.watch({
          fileId: sheetId,
          supportsAllDrives: true,
          requestBody: { id, token, address, type: 'web_hook', expiration: String(Date.parse(until)) },
        });
        if (data.resourceId == null || data.expiration == null) throw incomplete('no channel');
        return { id, resourceId: data.resourceId, expiresAt: instant(new Date(Number(data.expiration))) };
      }),

    unwatch: ({ id, resourceId }) =>
      withGoogle(null, async ({ drive }) => {
        await drive.channels.stop({ requestBody: { id, resourceId } });
      }).catch((error: unknown) => {
        if (!(error instanceof SheetTrouble && error.fault.code === 'sheet_not_found')) throw error;
      }),
  };
}

/** @param account Cardline's own, which is nobody who edits */
async function headOf({ drive }: Google, sheetId: string, account: string): Promise<SheetHead> {
  const { data } = await drive.files.get({
    fileId: sheetId,
    supportsAllDrives: true,
    fields: 'name,mimeType,version,lastModifyingUser(emailAddress,displayName),trashed',
  });
  const { name, mimeType, version, lastModifyingUser, trashed: isTrashed } = data;
  if (version == null) throw incomplete('nothing of the file');
  const title = name ?? sheetId;
  if (mimeType != null && mimeType !== SPREADSHEET_TYPE) throw notGoogle(sheetId);
  if (isTrashed === true) throw trashed(title);
  return {
    title,
    version,
    modifiedBy:
      lastModifyingUser?.emailAddress === account
        ? null
        : (lastModifyingUser?.emailAddress ?? lastModifyingUser?.displayName ?? null),
  };
}

interface Whole {
  readonly spreadsheet: sheets_v4.Schema$Spreadsheet;
  readonly tabs: readonly SheetTab[];
  readonly grids: Map<string, readonly (readonly Cell[])[]>;
}

/** Tabs and all their values. A tab that is renamed or cut between the two answers makes them read once more. */
async function readWhole(google: Google, sheetId: string, fields: string): Promise<Whole> {
  try {
    return await readOnce(google, sheetId, fields);
  } catch (error) {
    const isTorn = error instanceof SheetTrouble && error.fault.code === 'sheet_read_incomplete';
    if (!isTorn && !isUnknownRange(error)) throw error;
  }
  return readOnce(google, sheetId, fields).catch((error: unknown) => {
    throw isUnknownRange(error) ? incomplete('a tab was renamed meanwhile') : error;
  });
}

async function readOnce({ sheets }: Google, sheetId: string, fields: string): Promise<Whole> {
  // Line breaks and blanks between hundreds of thousands of cells would be most of the answer.
  const compact = { spreadsheetId: sheetId, prettyPrint: false };
  const { data: spreadsheet } = await sheets.spreadsheets.get({ ...compact, fields });
  const tabs = sheetTabsOf(spreadsheet);
  const { data } = await sheets.spreadsheets.values.batchGet({
    ...compact,
    ranges: tabs.map(wholeOf),
    valueRenderOption: 'UNFORMATTED_VALUE',
    dateTimeRenderOption: 'SERIAL_NUMBER',
    fields: 'spreadsheetId,valueRanges(range,values)',
  });
  return { spreadsheet, tabs, grids: gridsOf(tabs, data) };
}

const isUnknownRange = (error: unknown): boolean =>
  (error as { readonly response?: { readonly status?: number } } | null)?.response?.status === 400 &&
  /unable to parse range/i.test(error instanceof Error ? error.message : '');

async function write(
  { sheets }: Google,
  sheetId: string,
  requests: readonly sheets_v4.Schema$Request[],
): Promise<void> {
  const { data } = await sheets.spreadsheets.batchUpdate({
    spreadsheetId: sheetId,
    fields: 'spreadsheetId',
    requestBody: { requests: [...requests] },
  });
  if (data.spreadsheetId !== sheetId) throw incomplete('no answer to what was written');
}

const sheetOf = ({ sheets = [] }: sheets_v4.Schema$Spreadsheet, { sheetId }: SheetTab) =>
  sheets.find(({ properties }) => properties?.sheetId === sheetId);

/** Notes row by row; cells without one are empty. */
function notesOf(spreadsheet: sheets_v4.Schema$Spreadsheet, tab: SheetTab): string[][] {
  const notes: string[][] = [];
  for (const { startRow, startColumn, rowData } of sheetOf(spreadsheet, tab)?.data ?? [])
    rowData?.forEach(({ values }, row) => {
      const cells: string[] = Array.from({ length: startColumn ?? 0 }, () => '');
      notes[(startRow ?? 0) + row] = [...cells, ...(values ?? []).map(({ note }) => note ?? '')];
    });
  return Array.from(notes, (cells) => cells ?? []);
}

const guardsOf = (spreadsheet: sheets_v4.Schema$Spreadsheet, tab: SheetTab) => {
  const { protectedRanges, conditionalFormats } = sheetOf(spreadsheet, tab) ?? {};
  return {
    protections: (protectedRanges ?? []).flatMap(({ protectedRangeId, description }) =>
      protectedRangeId == null ? [] : [{ id: protectedRangeId, description: description ?? '' }],
    ),
    ruleFormulas: (conditionalFormats ?? []).map(({ booleanRule }) =>
      booleanRule?.condition?.type === 'CUSTOM_FORMULA'
        ? (booleanRule.condition.values?.[0]?.userEnteredValue ?? null)
        : null,
    ),
  };
};
