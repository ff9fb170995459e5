import { describe, expect, it } from 'vitest';
import { aBookOfRates } from './a-book.ts';
import { refusal } from './clients.ts';
import { startFakeGoogle } from './fake-google.ts';
import { expectNoViolations } from './use-fake-google.ts';

describe('Google itself', () => {
  it('refuses the 61st read and the 61st write within a minute; the next minute is free', async () => {
    const { google, sheets, book, clock } = await aBookOfRates();
    const read = () => refusal(sheets.spreadsheets.get({ spreadsheetId: book.id, fields: 'spreadsheetId' }));
    const write = () =>
      refusal(sheets.spreadsheets.values.clear({ spreadsheetId: book.id, range: 'Rates!F1' }));
    google.limit({ reads: 2 });
    expect([await read(), await read()]).toEqual([null, null]);
    expect(await read()).toMatchObject({
      code: 429,
      body: { error: { status: 'RESOURCE_EXHAUSTED', message: expect.stringContaining("'Read requests'") } },
    });
    for (let count = 0; count < 60; count += 1) expect(await write()).toBeNull();
    expect(await write()).toMatchObject({ code: 429 });
    clock.pass(1);
    expect([await read(), await write()]).toEqual([null, null]);
    google.liftLimits();
    expect([await read(), await read(), await read()]).toEqual([null, null, null]);
  });

  it('fails on order, before anything was done', async () => {
    const { google, sheets, book } = await aBookOfRates();
    const write = () => sheets.spreadsheets.values.clear({ spreadsheetId: book.id, range: 'Rates!A2:D2' });
    for (const status of [429, 500, 503] as const) {
      google.fail('values.clear', { status });
      expect(await refusal(write())).toMatchObject({ code: status });
    }
    expect(book.cell('Rates', 'A2').value).toBe('RC-1');
    expect(google.violations).toEqual([]);
    await write();
    expect(book.cell('Rates', 'A2').value).toBeNull();
  });

  it('cuts the connection: before, in the middle of an answer, or when all is done', async () => {
    const { google, sheets, book } = await aBookOfRates();
    google.fail('values.batchGet', { cut: 'middle' });
    const reading = sheets.spreadsheets.values.batchGet({ spreadsheetId: book.id, ranges: ['Rates'] });
    expect(await refusal(reading)).toMatchObject({ code: 0 });
    const clear = (range: string) =>
      refusal(sheets.spreadsheets.values.clear({ spreadsheetId: book.id, range }));
    google.fail('values.clear', { cut: 'before' });
    expect(await clear('Rates!A2')).toMatchObject({ code: 0 });
    expect(book.cell('Rates', 'A2').value).toBe('RC-1');
    google.fail('values.clear', { cut: 'after' });
    expect(await clear('Rates!A2')).toMatchObject({ code: 0 });
    expect(book.cell('Rates', 'A2').value).toBeNull();
  });

  it('answers with a part of what was asked for', async () => {
    const { google, sheets, book } = await aBookOfRates();
    google.fail('values.batchGet', { partial: 1 });
    const { data } = await sheets.spreadsheets.values.batchGet({
      spreadsheetId: book.id,
      ranges: ['Rates', "'Package Plans'"],
    });
    expect(data.valueRanges).toHaveLength(1);
  });

  it('takes its time, and keeps a call at its door until the test lets it in', async () => {
    const { google, sheets, book } = await aBookOfRates();
    const get = () => sheets.spreadsheets.get({ spreadsheetId: book.id, fields: 'spreadsheetId' });
    google.fail('spreadsheets.get', { latencyMs: 20 });
    const start = performance.now();
    await get();
    expect(performance.now() - start).toBeGreaterThan(15);
    const held = google.hold('values.clear');
    const clearing = sheets.spreadsheets.values.clear({ spreadsheetId: book.id, range: 'Rates!A2' });
    await held.arrived;
    expect(book.cell('Rates', 'A2').value).toBe('RC-1');
    held.release();
    await clearing;
    expect(book.cell('Rates', 'A2').value).toBeNull();
  });

  it('keeps a record of calls', async () => {
    const { google, sheets, book } = await aBookOfRates();
    await sheets.spreadsheets.values.get({ spreadsheetId: book.id, range: 'Rates!A1' });
    expect(google.calls.map(({ method }) => method)).toEqual(['token', 'values.get']);
    expect(google.callsOf('values.get')).toMatchObject([
      { by: google.serviceAccount.email, status: 200, path: `/v4/spreadsheets/${book.id}/values/Rates!A1` },
    ]);
    google.forgetCalls();
    expect(google.calls).toEqual([]);
  });

  it('makes spreadsheets for whoever asks', async () => {
    const { google, sheets } = await aBookOfRates();
    const { data } = await sheets.spreadsheets.create({
      requestBody: { properties: { title: 'Made' }, sheets: [{ properties: { title: 'Rates' } }] },
    });
    expect(google.bookOf(data.spreadsheetId ?? '').tabs).toEqual(['Rates']);
  });

  it('refuses what it has no method and no parameter for, and fails the test unless it takes that out', async () => {
    const { google, auth, book } = await aBookOfRates();
    const call = (path: string) => refusal(auth.request({ url: `${google.url}${path}`, retry: false }));
    expect(await call('/v4/spreadsheeds/1')).toMatchObject({ code: 404 });
    expect(await call(`/v4/spreadsheets/${book.id}?field=x`)).toMatchObject({ code: 400 });
    expect(() => expectNoViolations(google)).toThrow('what the real Google would have refused');
    expect(google.violations).toEqual([]);
  });

  it('is closed with what is still at its door', async () => {
    const google = await startFakeGoogle();
    const held = google.hold('token');
    const calling = refusal(fetch(`${google.url}/token`, { method: 'POST' }));
    await held.arrived;
    await google.close();
    await calling;
    await expect(fetch(google.url)).rejects.toThrow();
  });
});
