/** New tariffs in the console: a listing previewed, added, and given rows for its prices (USE-2). */
import { expect, it } from 'vitest';
import { aConsole, value } from './support/a-console.ts';

it('a listing goes from its preview into the workbook, and on to rows of Rates', async () => {
  const office = await aConsole();
  value(await office.services.workbook.refill(office.actor(), 1));
  const record = {
    supplier: 'wavelink',
    recordId: '1',
    service: 'X',
    tariffKey: '0011',
    start: '2026-03-01T10:00:00Z',
    quantity: 60,
  };
  value(
    await office.services.usage.takeUsage(office.actor(), {
      source: 'a',
      format: 'ndjson',
      supplier: null,
      lines: [JSON.stringify(record)],
    }),
  );
  const pricing = await office.signedIn('pricing');
  expect((await pricing.open('/usage/tariffs')).text).toContain('No price is missing');
  expect((await pricing.send('listing', {})).text).toContain('Choose a file.');
  const csv = 'Tariff Key,Description,Usage Type,Unit,Parent,Supplier\n0011,Abroad,Voice,second,,\n';
  const preview = await pricing.send('listing', { file: [new File([csv], 'listing.csv')] });
  expect(preview.heading).toBe('What the listing would add');
  expect(preview.text).toContain('listing.csv: 1 new, 0 known otherwise, 0 known as they are.');
  const added = await pricing.send('Add them to the workbook');
  expect(added.text).toContain('1 tariff added to the workbook’s tab Tariffs.');
  expect(added.text).toMatch(/0011 VOICE 1 60/);
  const rates = await pricing.send('prices', { template: '' });
  expect(rates.text).toContain('1 row added to Rates.');
  const viewer = await office.signedIn('viewer');
  expect((await viewer.open('/usage/tariffs')).text).not.toContain('Take a listing');
});
