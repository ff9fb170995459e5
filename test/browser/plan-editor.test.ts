/** The plan editor in a real browser, at a desk and on a phone, without a script. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, aPage, serveHere } from '#test/support/browser.ts';
import { picture } from '#test/support/picture.ts';
import { aWorkbook } from '#test/support/workbooks.ts';
import { aConsole, type TestConsole, value } from '../console/support/a-console.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await aBrowser();
});
afterAll(() => browser.close());

async function anEditor(viewport: {
  width: number;
  height: number;
}): Promise<{ it: TestConsole; page: Page }> {
  const it = await aConsole({ isEmpty: true });
  const { workbook, catalogue, people } = it.services;
  value(await workbook.importFiles(it.actor(), aWorkbook().csvFiles()));
  const change = value(await catalogue.submitChanges(it.actor(), { source: 'workbook' }));
  value(await catalogue.approveChanges(it.actor(), change.id));
  value(
    await people.addPerson(it.actor(), {
      email: 'pat@bluegum.example',
      name: 'Pat Allround',
      roles: ['admin'],
    }),
  );
  const origin = await serveHere(it.app);
  const page = await aPage(browser, origin, { javaScriptEnabled: false, viewport });
  await page.goto(`/sign-in/${await it.linkFor('pat@bluegum.example')}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  return { it, page };
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();
const shows = (page: Page, text: string | RegExp) =>
  page.getByRole('main').filter({ hasText: text }).waitFor({ timeout: 10_000 });

/** Where the picture shows things, in its own units. */
const placesOf = (page: Page, look: string) =>
  page
    .locator(`#calendar svg[role="img"] .${look}`)
    .evaluateAll((shapes) => shapes.map((shape) => (shape as SVGGraphicsElement).getBBox().x));

describe('the plan editor in a browser', () => {
  it('shows by the picture what Periods in Advance and Bill Months in Advance do, before anything is saved', async () => {
    const { it, page } = await anEditor({ width: 1280, height: 900 });
    await page.goto('/catalogue/package-plans/HOME');
    await page.getByRole('link', { name: 'Plan editor, with calendar' }).click();
    await page.getByRole('heading', { name: 'HOME' }).waitFor();
    await page.getByRole('heading', { name: 'Calendar, as saved' }).waitFor();
    expect(await placesOf(page, 'charged')).toHaveLength(24);
    await picture(page, 'editor-saved', true);

    await page.getByLabel('Period Length (months)', { exact: true }).fill('3');
    await page.getByLabel(/^Periods in Advance/).fill('2');
    await page.getByLabel(/^Bill Months in Advance/).fill('2');
    await page.getByLabel('Start', { exact: true }).fill('2026-05-01');
    await page.getByLabel(/^Entered on/).fill('2026-04-01');
    await page.getByLabel(/^Cancelled from/).fill('2027-03-10');
    await press(page, 'Show the calendar');
    await shows(page, '3 edits not saved');
    await shows(page, /Period Length \(months\)\s*1\s*→\s*becomes\s*3/);
    await picture(page, 'editor-draft');
    const [first, second] = await placesOf(page, 'made');
    // BILL-3: both diamonds stand on 1 April, a month left of the first bar.
    expect(first).toBe(second);
    expect(first).toBeLessThan((await placesOf(page, 'charged'))[0] ?? 0);
    expect((await placesOf(page, 'credited')).length).toBeGreaterThan(0);
    const row = value(await it.services.workbook.findRowOf(it.actor(), 'Package Plans', 'HOME'));
    const saved = value(await it.services.workbook.showRow(it.actor(), 'Package Plans', row));
    expect(saved.row.cells['Period Length (months)']).toBe('1');

    await press(page, 'Save to the workbook');
    await shows(page, 'Saved in the workbook.');
    const now = value(await it.services.workbook.showRow(it.actor(), 'Package Plans', row));
    expect(now.row.cells['Period Length (months)']).toBe('3');
  }, 60_000);

  it('names every fault beside its field, and keeps what was typed', async () => {
    const { page } = await anEditor({ width: 1280, height: 900 });
    await page.goto('/plan-editor/of/HOME');
    await page.getByLabel('Period Length (months)', { exact: true }).fill('37');
    await page.getByLabel('Access Fee (optional)', { exact: true }).fill('69.955');
    await page.getByLabel('Start', { exact: true }).fill('');
    await page.getByLabel('Months shown').fill('99');
    await press(page, 'Save to the workbook');
    await page.getByRole('heading', { name: '3 things need to be put right' }).waitFor();
    await picture(page, 'editor-faults');
    const field = page.getByLabel('Period Length (months)', { exact: true });
    expect([await field.inputValue(), await field.getAttribute('aria-invalid')]).toEqual(['37', 'true']);
    await page.getByRole('alert').getByRole('link', { name: 'Months shown' }).press('Enter');
  }, 60_000);

  it('fits a phone: the picture scrolls in itself, the page does not', async () => {
    const { page } = await anEditor({ width: 360, height: 740 });
    await page.goto('/plan-editor/of/HOME');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const region = page.getByRole('region', { name: 'Calendar of the cardlines' }).first();
    expect(await region.evaluate((wrap) => wrap.scrollWidth > wrap.clientWidth)).toBe(true);
    await picture(page, 'editor-phone', true);
  }, 60_000);
});
