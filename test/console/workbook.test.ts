import { describe, expect, it } from 'vitest';
import { aWorkbook } from '#test/support/workbooks.ts';
import { aConsole } from './support/a-console.ts';
import { publishedByPages } from './support/published-by-pages.ts';
import { aFile } from './support/visitor.ts';

describe('the workbook', () => {
  it('CAT-5: is uploaded, checked, looked at and published by its pages alone', async () => {
    const it = await aConsole({ isEmpty: true });
    const pia = await it.signedIn('pricing');
    await pia.open('/workbook');
    const filled = await pia.send('import', {
      files: aWorkbook()
        .csvFiles()
        .map((file) => aFile(file)),
    });
    expect(filled.text).toContain('Package Plans (2 rows)');
    const proposed = await pia.send('Check & submit');
    expect(proposed.heading).toBe('Change set chg_1');
    expect(proposed.text).toContain('waits for approval');
    expect(proposed.text).toContain('HOME');
    const published = await pia.send('Approve');
    expect(published.text).toContain('Published as version 1');
    expect((await pia.open('/catalogue')).text).toContain('Package HOME');
    expect((await pia.open('/versions')).text).toContain('Version 1 In force');
  });

  it('leads from a row that was published to what became of it, whatever its key is made of', async () => {
    const { pia } = await publishedByPages();
    for (const [tab, row] of [
      ['Package Plans', 'HOME'],
      ['Rates', 'VOICE · 0011'],
    ] as const) {
      const listed = await pia.open(`/workbook/${encodeURIComponent(tab)}`);
      const [, name = ''] = new RegExp(`(${row}[^<]*)</a>`).exec(listed.html) ?? [];
      await pia.follow(name);
      const history = await pia.follow('History of this row');
      expect(history.text).toContain(`What became of this row of ${tab}`);
      expect(history.text).toContain('Version 1');
    }
    await pia.open('/workbook/Accounts');
    expect((await pia.follow('A-0001')).text).not.toContain('History of this row');
  });

  it('takes an .xlsx whole, and gives one back', async () => {
    const it = await aConsole({ isEmpty: true });
    const pia = await it.signedIn('pricing');
    await pia.open('/workbook');
    await pia.send('import', { files: [aFile(aWorkbook().xlsx())] });
    const download = await pia.request('/workbook/download.xlsx');
    expect(download.headers.get('content-disposition')).toBe('attachment; filename="bluegum.xlsx"');
    const bytes = new Uint8Array(await download.arrayBuffer());
    await pia.send('import', { files: [aFile({ name: 'again.xlsx', bytes })] });
    expect((await pia.open('/workbook/Rates')).text).toContain('VOICE · 0011');
    const csv = await pia.request('/workbook/Time%20Bands/csv');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="Time Bands.csv"');
    expect(await csv.text()).toContain('peak,Mon-Fri,08:00,19:00');
  });

  it('refuses files that are none of its tabs, and says which', async () => {
    const it = await aConsole({ isEmpty: true });
    const pia = await it.signedIn('pricing');
    await pia.open('/workbook');
    const refused = await pia.send('import', {
      files: [aFile({ name: 'Cakes.csv', bytes: new TextEncoder().encode('Code\nTORTE\n') })],
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Cakes');
    expect((await pia.send('import')).status).toBe(422);
  });

  it('tells every fault of the check with its cell, and leads to its row', async () => {
    const { pia } = await publishedByPages();
    const book = aWorkbook()
      .set('Package Plans', 'HOME', 'Access Fee', '69.955')
      .set('Rates', 2, 'Price', 'cheap');
    await pia.open('/workbook');
    await pia.send('import', { files: book.csvFiles().map((file) => aFile(file)) });
    const checked = await pia.send('Check & submit');
    expect(checked.text).toContain('2 faults to put right first');
    expect(checked.text).toContain('69.955 has 3 decimals');
    expect(() => pia.form('Approve')).toThrow('no form');
    const row = await pia.follow('M2');
    expect(row.heading).toBe('HOME');
    expect(pia.faults().join()).toContain('3 decimals');
    expect(pia.valuesOf(pia.form('row'))).toMatchObject({ 'Access Fee': '69.955', Code: 'HOME' });
    expect((await pia.open('/workbook')).text).toContain('1 row with faults');
  });
});

describe('a row of the workbook', () => {
  it('is saved as it was typed, and told at once what its cells alone say', async () => {
    const { pia } = await publishedByPages();
    await pia.open('/workbook/Package%20Plans');
    await pia.follow('HOME');
    const saved = await pia.send('row', { 'Access Fee': '79.955', 'Approval Status': 'Saleable' });
    expect(saved.text).toContain('The row was saved. Some of its cells cannot be taken yet.');
    expect(pia.faults()).toHaveLength(1);
    const right = await pia.send('row', { 'Access Fee': '79.95' });
    expect(right.heading).toBe('Package Plans');
    const change = await pia.send('Check & submit');
    expect(change.text).toContain('69.95 → becomes 79.95');
    expect(change.text).toContain('Largest rises');
  });

  it('that somebody else changed meanwhile is not overwritten: who did is told, what was typed is kept', async () => {
    const { it, pia } = await publishedByPages();
    const kim = await it.signedIn('pricing', 'viewer');
    await pia.open('/workbook/Package%20Plans');
    const { path } = await pia.follow('HOME');
    await kim.open(path);
    await pia.send('row', { Description: 'By Pia' });
    const late = await kim.send('row', { Description: 'By Kim' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Robin pricing');
    expect(kim.valuesOf(kim.form('row')).Description).toBe('By Kim');
    expect((await kim.send('row')).text).toContain('The row was saved.');
    await kim.open(path);
    expect(kim.valuesOf(kim.form('row')).Description).toBe('By Kim');
  });

  it('is added and deleted', async () => {
    const { pia } = await publishedByPages();
    await pia.open('/workbook/Time%20Bands');
    await pia.follow('Add a row');
    const faulty = await pia.send('row', { Name: 'night', Days: 'Noday', From: '25:00' });
    expect(faulty.text).toContain('The row was added. Some of its cells cannot be taken yet.');
    expect(pia.faults().length).toBeGreaterThanOrEqual(3);
    await pia.send('row', { Days: 'Mon-Sun', From: '00:00', To: '06:00' });
    await pia.follow('night · Mon-Sun · 00:00');
    const gone = await pia.send('Delete the row');
    expect(gone.text).toContain('The row was deleted.');
    expect(gone.text).not.toContain('night');
    expect((await pia.open('/workbook/Time%20Bands/rows/99999')).status).toBe(404);
    expect((await pia.open('/workbook/Cakes')).status).toBe(404);
  });

  it('shows markup in its cells as text', async () => {
    const { pia } = await publishedByPages();
    await pia.open('/workbook/Package%20Plans');
    await pia.follow('HOME');
    await pia.send('row', { Description: '"><script>alert(1)</script>', Name: "<b>O'Home & Co</b>" });
    expect((await pia.open('/workbook/Package%20Plans')).text).toContain("<b>O'Home & Co</b>");
    await pia.follow('HOME');
    expect(pia.valuesOf(pia.form('row')).Description).toBe('"><script>alert(1)</script>');
    expect((await pia.send('Check & submit').catch(() => pia.open('/workbook'))).status).toBe(200);
  });

  it('can be looked at but not changed without the power', async () => {
    const { it, pia } = await publishedByPages();
    await pia.open('/workbook/Package%20Plans');
    const { path } = await pia.follow('HOME');
    const viewer = await it.signedIn('viewer');
    expect((await viewer.open('/workbook/Package%20Plans')).text).not.toContain('Check & submit');
    expect((await viewer.open(path)).text).toContain('Editing takes the power “catalogue.edit”');
    expect(() => viewer.form('row')).toThrow('no form');
    expect((await viewer.open('/workbook/Package%20Plans/new')).status).toBe(403);
  });
});
