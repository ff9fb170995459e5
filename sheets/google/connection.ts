/**
 * Google's client, signed in as the service account. Made anew for each deed, because on Workers no request may wait for
 * another one's promise, which a client that lives on would have it do; the token is kept as plain data.
 *
 * The two APIs are imported by their sub-paths: all of googleapis is three hundred of them (docs/adr/0081).
 */
import { drive, type drive_v3 } from 'googleapis/build/src/apis/drive/index.js';
import { auth as authentication, sheets, type sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import { makeCarefulFetch, type Wire } from './careful-fetch.ts';

export interface GoogleAccount {
  readonly clientEmail: string;
  readonly privateKey: string;
  /** Everything Google is called below this address; null: at Google's own. */
  readonly apiRoot: string | null;
}

export interface Google {
  readonly sheets: sheets_v4.Sheets;
  readonly drive: drive_v3.Drive;
}

const SCOPES = [
  'https://www.googleapis.com/auth/spreadsheets',
  'https://www.googleapis.com/auth/drive.metadata.readonly',
];
const RENEWED_BEFORE_MS = 5 * 60_000;

/** Answers how to open a connection for one deed, and how to forget the token, where Google no longer takes it. */
export function makeConnection({ clientEmail, privateKey, apiRoot }: GoogleAccount, wire: Wire) {
  const fetchImplementation = makeCarefulFetch(wire, apiRoot);
  let kept: { readonly access_token?: string | null; readonly expiry_date?: number | null } | null = null;
  return {
    open(): Google {
      const auth = new authentication.JWT({
        email: clientEmail,
        key: privateKey,
        scopes: SCOPES,
        eagerRefreshThresholdMillis: RENEWED_BEFORE_MS,
        // A token may end before its time.
        forceRefreshOnFailure: true,
        // Tries are counted by the fetch alone.
        transporterOptions: { fetchImplementation, retryConfig: { retry: 0, noResponseRetries: 0 } },
      });
      if (kept !== null) auth.setCredentials({ ...kept, refresh_token: 'jwt-placeholder' });
      auth.on('tokens', ({ access_token, expiry_date }) => {
        kept = { access_token: access_token ?? null, expiry_date: expiry_date ?? null };
      });
      const options = { auth, fetchImplementation, retry: false } as const;
      return { sheets: sheets({ version: 'v4', ...options }), drive: drive({ version: 'v3', ...options }) };
    },
    forgetToken(): void {
      kept = null;
    },
  };
}
