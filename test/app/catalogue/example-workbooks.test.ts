/** The workbooks of the example providers pass the check that everybody's workbook passes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aCatalogue, placesOf, unwrap } from '#test/support/catalogues.ts';

const EXAMPLES = join(import.meta.dirname, '../../../examples');
const filesOf = (provider: string) => {
  const folder = join(EXAMPLES, provider, 'workbook');
  return readdirSync(folder).map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(join(folder, name))),
  }));
};

describe.each(['wavelink', 'bluegum'])("%s's workbook", (provider) => {
  it('has no fault, is published whole, and says the same after a trip through .xlsx', async () => {
    const { books, catalogue, actor, sync } = await aCatalogue();
    unwrap(await books.importFiles(actor, filesOf(provider)));
    const change = await sync();
    expect(placesOf(change.faults)).toEqual([]);
    expect(change.status).toBe('pending');
    unwrap(await catalogue.approveChanges(actor, change.id));
    const xlsx = unwrap(await books.exportXlsx(actor));
    unwrap(await books.importFiles(actor, [{ name: 'workbook.xlsx', bytes: xlsx }]));
    expect(await sync()).toMatchObject({ status: 'unchanged', contentHash: change.contentHash });
  });

  it('CAT-3: leaves no plan Saleable that cannot be subscribed to', async () => {
    const { books, actor, sync } = await aCatalogue();
    unwrap(await books.importFiles(actor, filesOf(provider)));
    const { notes } = await sync();
    expect(notes.filter(({ code }) => code === 'saleable_without_prerequisites')).toEqual([]);
  });
});
