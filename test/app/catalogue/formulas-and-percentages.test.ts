/** What an .xlsx says of a price besides its value: that it follows another cell, or that it is a percentage. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeEach, expect, it } from 'vitest';
import type { SentFile } from '#app/ports/workbook.ts';
import { aCatalogue, placesOf, unwrap } from '#test/support/catalogues.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

let shelf: Awaited<ReturnType<typeof aCatalogue>>;

beforeEach(async () => {
  shelf = await aCatalogue();
});

/** The workbook with the Access Fee of HOME in another cell. */
function withFee(cell: string): SentFile {
  const { name, bytes } = aWorkbook().xlsx();
  const parts = unzipSync(bytes);
  const text = (part: string) => strFromU8(parts[part] ?? new Uint8Array());
  const sheet = text('xl/worksheets/sheet1.xml');
  const fee = /<c r="M2"[^>]*>.*?<\/c>/.exec(sheet)?.[0] ?? '';
  expect(fee).toContain('69.95');
  return {
    name,
    bytes: zipSync({
      ...parts,
      'xl/worksheets/sheet1.xml': strToU8(sheet.replace(fee, cell)),
      'xl/styles.xml': strToU8(text('xl/styles.xml').replace('</cellXfs>', '<xf numFmtId="9"/></cellXfs>')),
    }),
  };
}

const submit = async (file: SentFile) =>
  unwrap(await shelf.catalogue.submitChanges(shelf.actor, { files: [file] }));

it('a fee that comes from a formula is taken, with a note that names cell and formula', async () => {
  const change = await submit(withFee('<c r="M2" s="3"><f>L2*1.1</f><v>76.95</v></c>'));
  expect(change.status).toBe('pending');
  expect(change.notes.filter(({ code }) => code === 'formula_in_cell')).toMatchObject([
    { tab: 'Package Plans', cell: 'M2', key: 'HOME', message: expect.stringContaining('(=L2*1.1): what it') },
  ]);
});

it('FEE-5: 10 % typed into a fee is refused by its cell, not taken for ten cents', async () => {
  const change = await submit(withFee('<c r="M2" s="5"><v>0.1</v></c>'));
  expect(placesOf(change.faults)).toEqual(['Package Plans!M2 percentage_as_amount']);
  expect(change.faults[0]?.message).toBe('"10%" is a percentage; an amount is needed here, like 49.95.');
});

it('a formula that nobody worked out is a fault, not an empty fee', async () => {
  const change = await submit(withFee('<c r="M2" s="3"><f>L2*1.1</f></c>'));
  expect(placesOf(change.faults)).toEqual(['Package Plans!M2 error_cell']);
});
