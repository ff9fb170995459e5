/** Google's own clients, pointed at the fake: for the tests of the fake itself. */
import { JWT } from 'google-auth-library';
import { drive, type drive_v3 } from 'googleapis/build/src/apis/drive/index.js';
import { sheets, type sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import type { FakeGoogle } from './fake-google.ts';

export interface Clients {
  readonly auth: JWT;
  readonly sheets: sheets_v4.Sheets;
  readonly drive: drive_v3.Drive;
}

const SCOPES = [
  'https://www.googleapis.com/auth/spreadsheets',
  'https://www.googleapis.com/auth/drive.metadata.readonly',
];

/** The library knows one token endpoint only: what goes there goes to the fake's. */
export function clientsOf(
  google: FakeGoogle,
  { scopes = SCOPES, key = google.serviceAccount.privateKey, email = google.serviceAccount.email } = {},
): Clients {
  const toFake: typeof fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return fetch(url.hostname === 'oauth2.googleapis.com' ? `${google.url}/token` : input, init);
  };
  const auth = new JWT({
    email,
    key,
    scopes,
    transporterOptions: { fetchImplementation: toFake, retry: false },
  });
  // The two packages bring their own copies of the library's types.
  const options = { auth: auth as never, rootUrl: `${google.url}/`, retry: false };
  return { auth, sheets: sheets({ version: 'v4', ...options }), drive: drive({ version: 'v3', ...options }) };
}

/** What a call was refused with; null where it was not. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ readonly code: number; readonly message: string; readonly body: unknown } | null> {
  try {
    await call;
    return null;
  } catch (error) {
    const { response, message } = error as { response?: { status: number; data: unknown }; message: string };
    return { code: response?.status ?? 0, message, body: response?.data };
  }
}
