import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { aBrowser } from '#test/support/browser.ts';
import { aGridOffice, type GridUser } from '../browser/a-grid.ts';
import { value } from '../console/support/a-console.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await aBrowser();
});
afterAll(() => browser.close());

const at = (name: string) => fileURLToPath(new URL(`../../docs/pictures/${name}.png`, import.meta.url));

/** The tab Rates of a published workbook, one price changed to what it can be, one to what it cannot. */
async function atRates(options: BrowserContextOptions): Promise<GridUser> {
  const office = await aGridOffice(browser);
  const { catalogue } = office.it.services;
  const first = value(await catalogue.submitChanges(office.it.actor(), { source: 'workbook' }));
  value(await catalogue.approveChanges(office.it.actor(), first.id));
  const pia = await office.somebody('Pia', ['pricing'], options);
  await pia.open('Rates');
  await pia.keys(...Array(5).fill('ArrowRight'));
  await pia.type('0.07');
  await pia.keys('Enter');
  return pia;
}

it('the grid with a fault', async () => {
  const pia = await atRates({ viewport: { width: 1280, height: 640 } });
  await pia.paste('0,05\r\n');
  await pia.page.screenshot({ path: at('grid') });
});

it('the check beside the grid', async () => {
  const pia = await atRates({ viewport: { width: 1280, height: 640 } });
  await pia.press('Check & submit');
  await pia.shows('nothing was proposed yet');
  await pia.page.screenshot({ path: at('grid-check') });
});

it('the grid on a phone', async () => {
  const pia = await atRates({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  await pia.grid.evaluate((grid) => grid.scrollIntoView({ block: 'center' }));
  await pia.page.screenshot({ path: at('grid-phone') });
});
