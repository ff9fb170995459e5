import { describe, expect, it } from 'vitest';
import { aCatalogue, unwrap } from '#test/support/catalogues.ts';
import { actorWith } from '#test/support/tenants.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

const page = { limit: 10, cursor: null };

describe('CAT-5: a check that proposes nothing', () => {
  it('says what submitting would say: counts, rows, impact and notes, and stores none of it', async () => {
    const { catalogue, books, actor, fill, publish } = await aCatalogue();
    await publish();
    await fill(aWorkbook().set('Rates', 2, 'Price', '0.09'));
    const before = unwrap(await books.showTab(actor, 'Rates', page)).rows.items;
    const preview = unwrap(await catalogue.previewChanges(actor, { source: 'workbook' }));
    expect(preview).toMatchObject({
      status: 'pending',
      baseVersion: 1,
      added: 0,
      changed: 1,
      removed: 0,
      faults: [],
    });
    expect(preview.rows).toMatchObject([
      { tab: 'Rates', fields: [{ column: 'Price', from: '0.02', to: '0.09' }] },
    ]);
    expect(unwrap(await catalogue.listChangeSets(actor, {}, page)).items).toHaveLength(1);
    expect(unwrap(await books.showTab(actor, 'Rates', page)).rows.items).toEqual(before);
    const submitted = unwrap(await catalogue.submitChanges(actor, { source: 'workbook' }));
    expect(submitted).toMatchObject({
      status: preview.status,
      changed: preview.changed,
      impact: preview.impact,
      notes: preview.notes.map(({ rowId: _, ...note }) => note),
    });
  });

  it('names the row of the workbook that each fault lies in', async () => {
    const { catalogue, books, actor, fill } = await aCatalogue();
    await fill(aWorkbook().set('Rates', 3, 'Price', 'cheap').set('Rates', 4, 'Rate Card', 'NOCARD'));
    const rows = unwrap(await books.showTab(actor, 'Rates', page)).rows.items;
    const { status, faults } = unwrap(await catalogue.previewChanges(actor, { source: 'workbook' }));
    expect(status).toBe('faulty');
    expect(faults.map(({ cell, rowId }) => [cell, rowId])).toEqual([
      ['F3', rows[1]?.id],
      ['A4', rows[2]?.id],
    ]);
  });

  it('is the same for files, which have no rows of the workbook, and for what is in force already', async () => {
    const { catalogue, actor, publish } = await aCatalogue();
    await publish();
    const same = await catalogue.previewChanges(actor, { files: aWorkbook().csvFiles() });
    expect(unwrap(same).status).toBe('unchanged');
    const faulty = await catalogue.previewChanges(actor, {
      files: aWorkbook().set('Rates', 2, 'Price', 'cheap').csvFiles(),
    });
    expect(unwrap(faulty).faults).toMatchObject([{ cell: 'F2', rowId: null }]);
  });

  it('takes the power to edit', async () => {
    const { catalogue, tenant } = await aCatalogue();
    const viewer = actorWith(tenant, ['view']);
    expect(await catalogue.previewChanges(viewer, { source: 'workbook' })).toMatchObject({
      ok: false,
      faults: [{ kind: 'forbidden' }],
    });
  });
});
