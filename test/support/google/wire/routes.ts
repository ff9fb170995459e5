/** Which method an address names, and what it does. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { fileFor, getFile, listFiles, listRevisions } from '../drive/files.ts';
import { stopChannel, watch } from '../drive/watching.ts';
import { bookFor } from '../sheets/access.ts';
import { appendValues } from '../sheets/append.ts';
import { batchUpdate } from '../sheets/batch-update.ts';
import { makeBook, spreadsheetOf } from '../sheets/spreadsheet.ts';
import { clearValues, inputOption, readOptions, readRange, writeValues } from '../sheets/values.ts';
import { SCOPES } from '../tokens.ts';
import type { Account, World } from '../world.ts';
import { invalid } from './api-error.ts';
import { parseMask } from './field-mask.ts';
import { DRIVE_SCHEMAS, type Schemas, SHEETS_SCHEMAS } from './schemas.ts';

export interface Call {
  readonly world: World;
  readonly by: Account;
  /** What the path names: a book's id, a range. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Route {
  readonly name: string;
  readonly verb: 'GET' | 'POST' | 'PUT';
  readonly path: RegExp;
  readonly api: 'sheets' | 'drive';
  readonly scopes: readonly string[];
  readonly quota?: 'reads' | 'writes';
  /** Query parameters of its own. */
  readonly query: readonly string[];
  /** The schema of what is sent. */
  readonly body?: { readonly schemas: () => Schemas; readonly name: string };
  /** Undefined: 204, nothing to say. */
  readonly answer: (call: Call) => unknown;
}

const id = '([\\w-]+)';
const sheets = (path: string) => new RegExp(`^/v4/spreadsheets${path}$`);
const drive = (path: string) => new RegExp(`^/drive/v3${path}$`);
const sheetsBody = (name: string) => ({ schemas: SHEETS_SCHEMAS, name });

const READ = { verb: 'GET', api: 'sheets', scopes: SCOPES.readSheets, quota: 'reads' } as const;
const WRITE = { verb: 'POST', api: 'sheets', scopes: SCOPES.writeSheets, quota: 'writes' } as const;
const RENDERING = ['valueRenderOption', 'dateTimeRenderOption', 'majorDimension'];
const ANSWERING = ['includeValuesInResponse', 'responseValueRenderOption', 'responseDateTimeRenderOption'];

const bookOf = ({ world, path, by }: Call, to: 'read' | 'write') => bookFor(world, path[0] ?? '', by, to);
const fileOf = ({ world, path, by }: Call) => fileFor(world, path[0] ?? '', by);
const rangeOf = ({ path }: Call): string => path[1] ?? '';
const own = <T>({ body }: Call): T => (body ?? {}) as T;

export const ROUTES: readonly Route[] = [
  {
    ...READ,
    name: 'spreadsheets.get',
    path: sheets(`/${id}`),
    query: ['ranges', 'includeGridData', 'excludeTablesInBandedRanges'],
    answer(call) {
      const schemas = SHEETS_SCHEMAS();
      const fields = call.query.get('fields');
      return spreadsheetOf(
        bookOf(call, 'read'),
        fields === null ? undefined : parseMask(fields, schemas, schemas.schema('Spreadsheet')),
        {
          includeGridData: call.query.get('includeGridData') === 'true',
          ranges: call.query.getAll('ranges'),
        },
      );
    },
  },
  {
    ...WRITE,
    name: 'spreadsheets.create',
    path: sheets(''),
    query: [],
    body: sheetsBody('Spreadsheet'),
    answer: (call) =>
      spreadsheetOf(makeBook(call.world, call.by, own(call)), null, { includeGridData: false, ranges: [] }),
  },
  {
    ...WRITE,
    name: 'spreadsheets.batchUpdate',
    path: sheets(`/${id}:batchUpdate`),
    query: [],
    body: sheetsBody('BatchUpdateSpreadsheetRequest'),
    answer: (call) => batchUpdate(call.world, bookOf(call, 'write'), call.by, own(call)),
  },
  {
    ...READ,
    name: 'values.batchGet',
    path: sheets(`/${id}/values:batchGet`),
    query: ['ranges', ...RENDERING],
    answer(call) {
      const book = bookOf(call, 'read');
      const options = readOptions(call.query);
      const ranges = call.query.getAll('ranges');
      return {
        spreadsheetId: book.id,
        valueRanges: ranges.map((range) => readRange(book.content, range, options)),
      };
    },
  },
  {
    ...READ,
    name: 'values.get',
    path: sheets(`/${id}/values/([^:]+(?::[A-Za-z]*\\d*)?)`),
    query: RENDERING,
    answer: (call) => readRange(bookOf(call, 'read').content, rangeOf(call), readOptions(call.query)),
  },
  {
    ...WRITE,
    verb: 'PUT',
    name: 'values.update',
    path: sheets(`/${id}/values/([^:]+(?::[A-Za-z]*\\d*)?)`),
    query: ['valueInputOption', ...ANSWERING],
    body: sheetsBody('ValueRange'),
    answer(call) {
      const data = own<sheets_v4.Schema$ValueRange>(call);
      if (data.range !== undefined && data.range !== rangeOf(call)) {
        throw invalid(
          `Requested writing within range [${rangeOf(call)}], but tried writing to [${data.range}]`,
        );
      }
      const option = inputOption(call.query.get('valueInputOption'));
      return writeValues(
        call.world,
        bookOf(call, 'write'),
        call.by,
        [{ ...data, range: rangeOf(call) }],
        option,
      )[0];
    },
  },
  {
    ...WRITE,
    name: 'values.append',
    path: sheets(`/${id}/values/(.+):append`),
    query: ['valueInputOption', 'insertDataOption', ...ANSWERING],
    body: sheetsBody('ValueRange'),
    answer(call) {
      const option = inputOption(call.query.get('valueInputOption'));
      return appendValues(call.world, bookOf(call, 'write'), call.by, rangeOf(call), own(call), option);
    },
  },
  {
    ...WRITE,
    name: 'values.batchUpdate',
    path: sheets(`/${id}/values:batchUpdate`),
    query: [],
    body: sheetsBody('BatchUpdateValuesRequest'),
    answer(call) {
      const { data, valueInputOption } = own<sheets_v4.Schema$BatchUpdateValuesRequest>(call);
      const book = bookOf(call, 'write');
      const responses = writeValues(call.world, book, call.by, data ?? [], inputOption(valueInputOption));
      const sum = (field: 'updatedRows' | 'updatedColumns' | 'updatedCells') =>
        responses.reduce((total, each) => total + each[field], 0);
      return {
        spreadsheetId: book.id,
        totalUpdatedRows: sum('updatedRows'),
        totalUpdatedColumns: sum('updatedColumns'),
        totalUpdatedCells: sum('updatedCells'),
        totalUpdatedSheets: new Set((data ?? []).map(({ range }) => range?.split('!')[0])).size,
        responses,
      };
    },
  },
  {
    ...WRITE,
    name: 'values.clear',
    path: sheets(`/${id}/values/(.+):clear`),
    query: [],
    body: sheetsBody('ClearValuesRequest'),
    answer(call) {
      const book = bookOf(call, 'write');
      const [clearedRange] = clearValues(call.world, book, call.by, [rangeOf(call)]);
      return { spreadsheetId: book.id, clearedRange };
    },
  },
  {
    ...WRITE,
    name: 'values.batchClear',
    path: sheets(`/${id}/values:batchClear`),
    query: [],
    body: sheetsBody('BatchClearValuesRequest'),
    answer(call) {
      const book = bookOf(call, 'write');
      const { ranges } = own<sheets_v4.Schema$BatchClearValuesRequest>(call);
      return { spreadsheetId: book.id, clearedRanges: clearValues(call.world, book, call.by, ranges ?? []) };
    },
  },
  {
    name: 'files.list',
    verb: 'GET',
    api: 'drive',
    path: drive('/files'),
    scopes: SCOPES.readDrive,
    query: [
      'q',
      'pageSize',
      'pageToken',
      'orderBy',
      'spaces',
      'corpora',
      'supportsAllDrives',
      'includeItemsFromAllDrives',
    ],
    answer: (call) => listFiles(call.world, call.by, call.query),
  },
  {
    name: 'files.get',
    verb: 'GET',
    api: 'drive',
    path: drive(`/files/${id}`),
    scopes: SCOPES.readDrive,
    query: ['supportsAllDrives', 'acknowledgeAbuse'],
    answer: (call) => getFile(call.world, fileOf(call), call.by, call.query.get('fields')),
  },
  {
    name: 'revisions.list',
    verb: 'GET',
    api: 'drive',
    path: drive(`/files/${id}/revisions`),
    scopes: SCOPES.readDrive,
    query: ['pageSize', 'pageToken'],
    answer: (call) => listRevisions(call.world, fileOf(call), call.by, call.query),
  },
  {
    name: 'files.watch',
    verb: 'POST',
    api: 'drive',
    path: drive(`/files/${id}/watch`),
    scopes: SCOPES.readDrive,
    query: ['supportsAllDrives', 'acknowledgeAbuse'],
    body: { schemas: DRIVE_SCHEMAS, name: 'Channel' },
    answer: (call) => watch(call.world, fileOf(call), call.by, own<drive_v3.Schema$Channel>(call)),
  },
  {
    name: 'channels.stop',
    verb: 'POST',
    api: 'drive',
    path: drive('/channels/stop'),
    scopes: SCOPES.readDrive,
    query: [],
    body: { schemas: DRIVE_SCHEMAS, name: 'Channel' },
    answer(call) {
      stopChannel(call.world, call.by, own<drive_v3.Schema$Channel>(call));
      return undefined;
    },
  },
];
