/** What Google refuses, in sentences that name the remedy. */
import { SheetTrouble } from '#app/ports/spreadsheets.ts';
import { fault } from '#core/result.ts';
import { retryAfterMs, TornAnswer } from './careful-fetch.ts';

/** Which spreadsheet it is about, and who asks. */
export interface Asking {
  /** null: none, as where a channel is stopped. */
  readonly sheetId: string | null;
  /** The service account. */
  readonly account: string;
}

/** Of the error that Google's client throws, what is told here. */
interface Refusal {
  readonly status: number | null;
  readonly text: string;
  readonly waitMs: number | null;
}

/** What was thrown, as trouble with a remedy; what is no answer of Google's and no failure of the network is a bug and stays. */
export function troubleOf(error: unknown, asking: Asking): unknown {
  if (error instanceof SheetTrouble) return error;
  const { status, text, waitMs } = refusalOf(error);
  const trouble = (code: string, message: string) =>
    new SheetTrouble(fault(code, message, 'sheet'), { cause: error });
  const passing = (code: string, message: string) =>
    new SheetTrouble(fault(code, message, 'sheet'), { cause: error, isPassing: true, waitMs });
  const share = `share it with ${asking.account} as editor`;

  if (status === 429 || (status === 403 && /rate.?limit.?exceeded|quota/i.test(text)))
    return passing(
      'google_quota',
      "Google's quota is used up, so nothing was read or written: wait a minute and sync again. Cardline goes on trying by itself.",
    );
  if (/webhook|push\./i.test(text))
    return trouble(
      'push_address_refused',
      'Google does not announce changes to the address of Cardline: CARDLINE_URL has to be https, with a certificate that Google trusts.',
    );
  if (status === 403 && /SERVICE_DISABLED|accessNotConfigured|has not been used in project/i.test(text))
    return trouble(
      'google_api_off',
      "The Google Sheets API or the Google Drive API is switched off in the service account's project: enable both in the Google Cloud console, and try again in a few minutes.",
    );
  if (status === 403)
    return trouble(
      'sheet_not_shared',
      asking.sheetId === null
        ? `Google does not let ${asking.account} do this.`
        : `Google does not let ${asking.account} do this with the spreadsheet ${asking.sheetId}: ${share}.`,
    );
  if (status === 404)
    return trouble(
      'sheet_not_found',
      asking.sheetId === null
        ? `Google knows nothing of what ${asking.account} asked for.`
        : `There is no spreadsheet ${asking.sheetId}, or it is not shared: take the id from its address (between /d/ and /edit), and ${share}.`,
    );
  if (status === 400 && /invalid_grant|invalid_client|unauthorized_client/.test(text))
    return keyRefused(error);
  if (status === 401) return keyRefused(error);
  if (asking.sheetId !== null && status === 400 && /not supported for this document|Office file/i.test(text))
    return notGoogle(asking.sheetId);
  if (status !== null && status >= 500)
    return passing(
      'google_unreachable',
      `Google answered ${status}, so nothing was taken over: sync again in a moment. Cardline goes on trying by itself.`,
    );
  if (status === null && isKeyUnreadable(error)) return keyRefused(error);
  if (status === null && isNetworkFailure(error))
    return passing(
      'google_unreachable',
      'Google could not be reached, or its answer ended in the middle, so nothing was taken over: sync again in a moment. Cardline goes on trying by itself.',
    );
  return error;
}

export const trashed = (title: string): SheetTrouble =>
  new SheetTrouble(
    fault(
      'sheet_trashed',
      `"${title}" is in the bin of Google Drive: restore it there, or link another spreadsheet.`,
      'sheet',
    ),
  );

export const notGoogle = (sheetId: string): SheetTrouble =>
  new SheetTrouble(
    fault(
      'sheet_not_google',
      `${sheetId} is not a Google spreadsheet: an Excel file in Drive becomes one with File, Save as Google Sheets; link that one.`,
      'sheet',
    ),
  );

/** It was changed between two answers, or an answer lacks a part: nothing of it counts. */
export const incomplete = (what: string): SheetTrouble =>
  new SheetTrouble(
    fault(
      'sheet_read_incomplete',
      `Google gave only a part of the spreadsheet (${what}), so nothing was taken over: sync again in a moment.`,
      'sheet',
    ),
    { isPassing: true },
  );

const keyRefused = (cause: unknown): SheetTrouble =>
  new SheetTrouble(
    fault(
      'google_key_refused',
      'Google does not take the key of the service account: check GOOGLE_CLIENT_EMAIL and GOOGLE_PRIVATE_KEY against its key file, or make a new key.',
      'sheet',
    ),
    { cause },
  );

function refusalOf(error: unknown): Refusal {
  const { response } = (error ?? {}) as {
    readonly response?: { readonly status?: number; readonly data?: unknown; readonly headers?: Headers };
  };
  if (response?.status === undefined) return { status: null, text: '', waitMs: null };
  return {
    status: response.status,
    text: typeof response.data === 'string' ? response.data : JSON.stringify(response.data ?? ''),
    waitMs: response.headers instanceof Headers ? retryAfterMs({ headers: response.headers }) : null,
  };
}

/** A failure of the network has no answer; the library wraps it, and Node names its cause. */
function isNetworkFailure(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof TornAnswer || cause.name === 'TimeoutError' || cause.name === 'AbortError')
      return true;
    if (cause instanceof TypeError && /fetch failed|terminated|network|connection/i.test(cause.message))
      return true;
    if (/network connection lost|socket|ECONN|ENOTFOUND|EAI_AGAIN/i.test(cause.message)) return true;
  }
  return false;
}

/** What OpenSSL, and its likes on Workers, say of a text that is no key. */
const isKeyUnreadable = (error: unknown): boolean =>
  error instanceof Error && /DECODER|asn1|PEM|private key|invalid.*key/i.test(error.message);
