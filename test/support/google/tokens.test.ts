import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aBookOfRates, KIM } from './a-book.ts';
import { clientsOf, refusal } from './clients.ts';
import { useFakeGoogle } from './use-fake-google.ts';

describe('OAuth for service accounts', () => {
  it('gives a token to whoever holds the key, and the APIs take it', async () => {
    const { google, sheets, book } = await aBookOfRates();
    const { data } = await sheets.spreadsheets.get({
      spreadsheetId: book.id,
      fields: 'properties(title,locale)',
    });
    expect(data).toEqual({ properties: { title: 'Prices', locale: 'en_AU' } });
    expect(google.callsOf('token')).toHaveLength(1);
  });

  it('refuses a signature of another key, another account and an unknown scope', async () => {
    const google = await useFakeGoogle();
    const other = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    for (const [bent, said] of [
      [{ key: other.privateKey }, 'Invalid JWT Signature'],
      [{ email: 'nobody@fake-project.iam.gserviceaccount.com' }, 'account not found'],
      [{ scopes: ['https://www.googleapis.com/auth/all'] }, 'Invalid OAuth scope'],
    ] as const) {
      const { auth } = clientsOf(google, bent as { key?: string });
      expect(await refusal(auth.authorize())).toMatchObject({
        code: 400,
        message: expect.stringContaining(said),
      });
    }
    expect(google.takeViolations()).toHaveLength(3);
  });

  it('refuses a token that lives longer than an hour or is for somebody else', async () => {
    const google = await useFakeGoogle();
    for (const additionalClaims of [
      { exp: Math.floor(Date.now() / 1000) + 7200 },
      { aud: 'https://example.com/token' },
    ]) {
      const { auth } = clientsOf(google);
      auth.additionalClaims = additionalClaims;
      expect(await refusal(auth.authorize())).toMatchObject({ code: 400 });
    }
    expect(google.takeViolations()).toHaveLength(2);
  });

  it('lets a token end by the clock: 401, which is no violation', async () => {
    const { google, sheets, book, clock } = await aBookOfRates();
    const get = () => sheets.spreadsheets.get({ spreadsheetId: book.id, fields: 'spreadsheetId' });
    await get();
    clock.pass(61);
    expect(await refusal(get())).toMatchObject({ code: 401, body: { error: { status: 'UNAUTHENTICATED' } } });
    expect(google.violations).toEqual([]);
  });

  it('wants a scope that the method takes, and a token at all', async () => {
    const { google, book } = await aBookOfRates();
    const { sheets, drive } = clientsOf(google, {
      scopes: ['https://www.googleapis.com/auth/spreadsheets.readonly'],
    });
    const update = sheets.spreadsheets.values.clear({ spreadsheetId: book.id, range: 'Rates!A2' });
    expect(await refusal(update)).toMatchObject({
      code: 403,
      message: 'Request had insufficient authentication scopes.',
    });
    expect(await refusal(drive.files.get({ fileId: book.id }))).toMatchObject({ code: 403 });
    const bare = await fetch(`${google.url}/v4/spreadsheets/${book.id}`);
    expect([bare.status, await bare.json()]).toMatchObject([401, { error: { status: 'UNAUTHENTICATED' } }]);
    expect(google.takeViolations()).toHaveLength(3);
  });
});

describe('identity tokens for an add-on', () => {
  it('are signed by the key that the certificates name', async () => {
    const google = await useFakeGoogle();
    const aud = 'https://cardline.test/google/addon/home';
    const { keys } = (await (await fetch(`${google.url}/oauth2/v3/certs`)).json()) as {
      keys: { kid: string }[];
    };
    const key = createPublicKey({ key: keys[0] as never, format: 'jwk' });
    const isSigned = (token: string) => {
      const [head = '', body = '', signature = ''] = token.split('.');
      return verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
    };
    const claims = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const [system, kim] = [google.systemIdToken({ aud }), google.userIdToken({ aud, email: KIM })];
    expect([isSigned(system), isSigned(kim)]).toEqual([true, true]);
    expect(claims(system)).toMatchObject({ iss: 'https://accounts.google.com', aud, email_verified: true });
    expect(claims(kim)).toMatchObject({ email: KIM });
    expect(isSigned(google.userIdToken({ aud, email: KIM, isForged: true }))).toBe(false);
  });
});
