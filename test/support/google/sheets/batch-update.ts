/** `spreadsheets.batchUpdate`: all of the requests, or none of them. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { ApiError, invalid } from '../wire/api-error.ts';
import type { Account, Book, World } from '../world.ts';
import { changing } from './access.ts';
import { CELLS } from './requests/cells.ts';
import { DIMENSIONS } from './requests/dimensions.ts';
import type { Doing, Kind } from './requests/request.ts';
import { RULES } from './requests/rules.ts';
import { TABS } from './requests/tabs.ts';

const HANDLERS: Readonly<Record<string, unknown>> = { ...TABS, ...CELLS, ...DIMENSIONS, ...RULES };
const MOST_REQUESTS = 100_000;

export function batchUpdate(
  world: World,
  book: Book,
  by: Account,
  body: sheets_v4.Schema$BatchUpdateSpreadsheetRequest,
) {
  const requests = body.requests ?? [];
  if (requests.length === 0) throw invalid('Must specify at least one request.');
  if (requests.length > MOST_REQUESTS) throw invalid(`Too many requests: ${requests.length}`);
  const replies = changing(world, book, by, (content) =>
    requests.map((request, index) => one({ book, content, by }, request, index)),
  );
  return { spreadsheetId: book.id, replies };
}

function one(doing: Doing, request: sheets_v4.Schema$Request, index: number): object {
  const [kind, ...more] = Object.keys(request) as Kind[];
  if (kind === undefined || more.length > 0)
    throw invalid(`Invalid requests[${index}]: exactly one kind of request is to be set.`);
  const handler = HANDLERS[kind] as ((doing: Doing, request: unknown) => object | undefined) | undefined;
  if (handler === undefined)
    throw invalid(`Invalid requests[${index}].${kind}: the fake does not know this kind.`);
  try {
    const reply = handler(doing, request[kind]);
    return reply === undefined ? {} : { [kind]: reply };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(error.code, error.status, `Invalid requests[${index}].${kind}: ${error.message}`, {
      reason: error.reason,
    });
  }
}
