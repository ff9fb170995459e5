/** A price from the spreadsheet to the catalogue, by the bundle in real workerd: Google's client runs there too. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { value } from '#test/support/api.ts';
import { type FakeGoogle, startFakeGoogle } from '#test/support/google/fake-google.ts';
import { expectNoViolations } from '#test/support/google/use-fake-google.ts';
import { actorWith, aTenant } from '#test/support/tenants.ts';
import { aWorkbook } from '#test/support/workbooks.ts';
import { inWorkerd } from '#test/support/worker.ts';
import { libsqlServerProgram } from '../../scripts/libsql-server.ts';

describe.skipIf(libsqlServerProgram() === null)('in workerd', () => {
  let google: FakeGoogle;
  let book: ReturnType<FakeGoogle['book']>;
  beforeAll(async () => {
    google = await startFakeGoogle();
    book = google.book({ title: 'Wavelink prices' });
  });
  const worker = inWorkerd(() => ({ CARDLINE_URL: 'https://cardline.test', ...google.variables(book) }));
  afterAll(() => google?.close());
  afterEach(() => {
    expectNoViolations(google);
    expect(worker.logs().filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('a price is prepared, edited, checked, approved and published, and the sheet says so', async () => {
    const { services, db } = worker;
    const actor = actorWith(await aTenant(db, 'wavelink'));
    const first = value(await services.catalogue.submitChanges(actor, { files: [aWorkbook().xlsx()] }));
    value(await services.catalogue.approveChanges(actor, first.id));
    const { text: token } = value(
      await services.people.createToken(actor, { name: 'pricing', scopes: ['all'] }),
    );
    const call = async (path: string, body: object = {}) => {
      const answer = await worker.fetch(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const json = (await answer.json()) as Record<string, unknown>;
      expect(answer.ok, JSON.stringify(json)).toBe(true);
      return json;
    };
    const besides = () => {
      const [headings = [], ...rows] = book.shown('Package Plans');
      const row = rows.find(([code]) => code === 'HOME') ?? [];
      return ['Status', 'Message'].map((heading) => row[headings.indexOf(heading)] ?? '');
    };

    expect(await call('/v1/workbook/prepare')).toMatchObject({ title: 'Wavelink prices', version: 1 });
    await worker.tick();
    await expect.poll(besides, { timeout: 10_000 }).toEqual(['OK', '']);

    const fee = (book.shown('Package Plans')[0] ?? []).indexOf('Access Fee');
    const row = book.shown('Package Plans').findIndex(([code]) => code === 'HOME') + 1;
    book.edit('Package Plans', `${String.fromCharCode(65 + fee)}${row}`, '74.95');
    const change = await call('/v1/catalogue/changes', { source: 'workbook' });
    expect(change).toMatchObject({ status: 'pending' });
    await worker.tick();
    await expect.poll(besides, { timeout: 10_000 }).toEqual(['Changed', 'Access Fee: 69.95 → 74.95']);

    await call(`/v1/catalogue/changes/${change.id}/approve`);
    await worker.tick();
    await expect.poll(besides, { timeout: 10_000 }).toEqual(['OK', 'Published in version 2.']);
    expect(google.callsOf('files.watch')).toHaveLength(1);
  });
});
