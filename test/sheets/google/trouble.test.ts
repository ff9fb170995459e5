import { describe, expect, it } from 'vitest';
import { SheetTrouble } from '#app/ports/spreadsheets.ts';
import { TornAnswer } from '#sheets/google/careful-fetch.ts';
import { troubleOf } from '#sheets/google/trouble.ts';

const ASKING = { sheetId: '1AbC', account: 'cardline@example.iam.gserviceaccount.com' };

const refused = (status: number, data: unknown = {}, headers = {}) =>
  Object.assign(new Error('refused'), { response: { status, data, headers: new Headers(headers) } });

const told = (error: unknown) => {
  const trouble = troubleOf(error, ASKING);
  if (!(trouble instanceof SheetTrouble)) throw new Error('no trouble');
  return trouble;
};

describe('what Google refuses, with its remedy', () => {
  it.each([
    [404, {}, 'sheet_not_found', 'share it with cardline@example.iam.gserviceaccount.com as editor'],
    [403, {}, 'sheet_not_shared', 'share it with cardline@example.iam.gserviceaccount.com as editor'],
    [403, { error: { details: [{ reason: 'SERVICE_DISABLED' }] } }, 'google_api_off', 'enable both'],
    [400, { error: 'invalid_grant' }, 'google_key_refused', 'GOOGLE_PRIVATE_KEY'],
    [401, {}, 'google_key_refused', 'GOOGLE_PRIVATE_KEY'],
    [
      400,
      { error: { message: 'This operation is not supported for this document' } },
      'sheet_not_google',
      'Save as Google Sheets',
    ],
  ])('%i %j is %s', (status, data, code, remedy) => {
    const trouble = told(refused(status, data));
    expect([trouble.fault.code, trouble.isPassing]).toEqual([code, false]);
    expect(trouble.fault.message).toContain(remedy);
  });

  it.each([
    [refused(429, {}, { 'retry-after': '40' }), 'google_quota', 40_000],
    [refused(403, { error: { errors: [{ reason: 'userRateLimitExceeded' }] } }), 'google_quota', null],
    [refused(503), 'google_unreachable', null],
    [new Error('request failed', { cause: new TypeError('fetch failed') }), 'google_unreachable', null],
    [new TornAnswer('The answer ended in the middle.'), 'google_unreachable', null],
  ])('passes by itself: %s', (error, code, waitMs) => {
    const trouble = told(error);
    expect([trouble.fault.code, trouble.isPassing, trouble.waitMs]).toEqual([code, true, waitMs]);
  });

  it('names no spreadsheet where it is about none', () => {
    const { account } = ASKING;
    for (const status of [403, 404]) {
      const trouble = troubleOf(refused(status), { sheetId: null, account });
      if (!(trouble instanceof SheetTrouble)) throw new Error('no trouble');
      expect(trouble.fault.message).toContain(account);
      expect(trouble.fault.message).not.toMatch(/spreadsheet|null|share/);
    }
  });

  it('leaves what is a bug of ours as it is', () => {
    const bug = new TypeError('Cannot read properties of undefined');
    expect(troubleOf(bug, ASKING)).toBe(bug);
    const malformed = refused(400, { error: { message: 'Invalid requests[0]' } });
    expect(troubleOf(malformed, ASKING)).toBe(malformed);
  });
});
