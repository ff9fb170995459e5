/** The invoice in a real browser, under the policy that it is served with: styled, readable on a phone, whole on paper. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { type Api, anApi } from '#test/support/api.ts';
import { aBrowser, aPage, serveHere } from '#test/support/browser.ts';
import { aCatalogue, RETAIL } from '#test/support/builders.ts';
import { anAccount, subscribe } from '#test/support/ledger-builders.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await aBrowser();
});
afterAll(() => browser.close());

/** Bluegum's first invoice, with a charge by day and a credit. */
async function anInvoice(): Promise<Api> {
  const api = await anApi();
  api.clock.set('2026-03-03T00:00:00.000Z');
  const tenant = api.providers.bluegum;
  const items = await aCatalogue(api.db, tenant, RETAIL);
  const accountId = await anAccount(api.db, tenant, {
    name: 'Harbour & Finch Bakehouse Pty Ltd',
    address: '12 Wattle Street\nGeelong VIC 3220',
    firstSubscriptionStart: plainDate('2026-02-16'),
  });
  const now = await makeCatalogueReader(api.db).snapshot(tenant.providerId);
  const itemOf = (code: string) => items.get(`package_plan ${code}`) ?? 0;
  const cancelled = { on: plainDate('2026-02-20'), knownFrom: plainDate('2026-03-02') };
  await subscribe(api.db, tenant, { now, itemOf }, [
    { accountId, sell: 'NBN-50', start: plainDate('2026-02-16') },
    { accountId, sell: 'NBN-50', start: plainDate('2026-02-16'), end: cancelled },
  ]);
  for (const asOf of ['2026-02-16', '2026-03-03'])
    await api.post('/v1/billing/runs?wait=30', { asOf, mode: 'commit' });
  await api.post('/v1/invoices/runs', { asOf: '2026-03-03', mode: 'commit' });
  return api;
}

async function open(api: Api, width: number) {
  const origin = await serveHere(api.app);
  const page = await aPage(browser, origin, {
    viewport: { width, height: 844 },
    extraHTTPHeaders: { authorization: `Bearer ${await api.tokenOf('bluegum')}` },
  });
  await page.goto('/v1/invoices/1.html');
  return page;
}

it('is dark on white, and tells how an amount came about when it is asked, without a script', async () => {
  const page = await open(await anInvoice(), 1280);
  const sheet = page.locator('.sheet');
  expect(await sheet.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  expect(await sheet.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(20, 32, 28)');
  expect(await page.locator('.tag').first().textContent()).toBe('Credit');
  const [why] = await page.locator('details').all();
  expect(await why?.locator('p').isVisible()).toBe(false);
  await why?.locator('summary').click();
  expect(await why?.locator('p').isVisible()).toBe(true);
});

it('fits a phone without scrolling sideways, each amount beside what it is for', async () => {
  const page = await open(await anInvoice(), 360);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  const rows = await page.locator('.row').all();
  expect(rows.length).toBeGreaterThan(3);
  for (const row of rows) {
    const [about, amount] = await Promise.all(
      ['.about', '.money'].map((part) => row.locator(part).boundingBox()),
    );
    expect(Math.abs((about?.y ?? 0) - (amount?.y ?? 100))).toBeLessThan(8);
  }
});

it('is one sheet of A4 on paper, without what paper cannot open', async () => {
  const page = await open(await anInvoice(), 1280);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(/\/Type \/Pages[\s\S]*?\/Count (\d+)|\/Count (\d+)/.exec(pdf)?.slice(1).find(Boolean)).toBe('1');
  const [, width = 0, height = 0] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)?.map(Number) ?? [];
  expect([Math.round(width), Math.round(height)]).toEqual([595, 842]);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('details').first().isVisible()).toBe(false);
});
