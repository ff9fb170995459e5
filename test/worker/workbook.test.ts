/** Workbooks as files inside workerd, which has no Web Workers to pack and unpack them in. */
import { describe, expect, it } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import { XLSX } from '#http/routes/sent-files.ts';
import { unwrap } from '#test/support/catalogues.ts';
import { aWorkbook, type TestWorkbook } from '#test/support/workbooks.ts';
import { inWorkerd } from '#test/support/worker.ts';
import { libsqlServerProgram } from '../../scripts/libsql-server.ts';

/** Enough rates for sheets of half a megabyte, packed and unpacked. */
const RATES = 3000;

function aLargeWorkbook(): TestWorkbook {
  const book = aWorkbook();
  const rate = book.row('Rates', 2);
  const keys = Array.from({ length: RATES }, (_, at) => `9${String(at).padStart(5, '0')}`);
  return book
    .add(
      'Tariffs',
      ...keys.map((key) => ({
        'Tariff Key': key,
        Description: 'Somewhere',
        'Usage Type': 'Voice',
        Unit: 'second',
      })),
    )
    .add(
      'Rates',
      ...keys.map((key, at) => ({ ...rate, 'Tariff Key': key, Price: (at / 10_000).toFixed(4) })),
    );
}

describe.skipIf(libsqlServerProgram() === null)('workbooks in the worker', () => {
  const worker = inWorkerd();

  it('an .xlsx of thousands of rows is imported, checked, published and exported', async () => {
    const { people } = worker.services;
    const tenant = unwrap(
      await people.createProvider({ code: 'sheets', name: 'Sheets', timeZone: 'Australia/Melbourne' }),
    );
    const token = unwrap(
      await people.createToken(systemActor(tenant, 'cli'), { name: 'test', scopes: ['all'] }),
    );
    const headers = { authorization: `Bearer ${token.text}` };
    const send = (path: string, body: ArrayBuffer) =>
      worker.fetch(path, { method: 'POST', headers: { ...headers, 'content-type': XLSX }, body });
    const imported = await send('/v1/workbook/import', aLargeWorkbook().xlsx().bytes.slice().buffer);
    expect(await imported.json()).toMatchObject({
      tabs: expect.arrayContaining([{ title: 'Rates', rows: RATES + 4 }]),
    });
    const submitted = await worker.fetch('/v1/catalogue/changes', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ source: 'workbook' }),
    });
    const change = (await submitted.json()) as { id: string };
    expect(change).toMatchObject({ status: 'pending', faults: [], diff: { added: 27 + 2 * RATES } });
    const approved = await worker.fetch(`/v1/catalogue/changes/${change.id}/approve`, {
      method: 'POST',
      headers,
    });
    expect(await approved.json()).toMatchObject({ status: 'published', publishedVersion: 1 });
    const exported = await worker.fetch('/v1/workbook/export', { headers });
    expect(exported.status).toBe(200);
    const unchanged = await send('/v1/catalogue/changes', await exported.arrayBuffer());
    expect(await unchanged.json()).toMatchObject({ status: 'unchanged', faults: [] });
  });
});
