/** The console in a real browser: a plan's fee changed, sold, billed and invoiced, by pages and without a script. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, aPage, serveHere } from '#test/support/browser.ts';
import { aWorkbook } from '#test/support/workbooks.ts';
import { aConsole, type TestConsole, value } from '../console/support/a-console.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await aBrowser();
});
afterAll(() => browser.close());

/** A provider with a small published catalogue, and somebody who may do everything. */
async function aShop(): Promise<{ it: TestConsole; origin: string }> {
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
  return { it, origin: await serveHere(it.app) };
}

async function signIn(it: TestConsole, page: Page): Promise<void> {
  await page.goto(`/sign-in/${await it.linkFor('pat@bluegum.example')}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'What waits' }).waitFor();
}

const inMenu = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
/** Waits until the page says so; a page that never does fails the test. */
const shows = (page: Page, text: string | RegExp) =>
  page.getByRole('main').filter({ hasText: text }).waitFor({ timeout: 10_000 });

describe('the console in a browser', () => {
  it('walks from a changed fee to the invoice that charges it', async () => {
    const { it, origin } = await aShop();
    const page = await aPage(browser, origin, { javaScriptEnabled: false });
    await signIn(it, page);

    await inMenu(page, 'Workbook');
    await page.getByRole('link', { name: 'Package Plans', exact: true }).click();
    await page.getByRole('link', { name: 'HOME', exact: true }).click();
    await page.getByLabel('Access Fee (optional)', { exact: true }).fill('74.95');
    await press(page, 'Save');
    await press(page, 'Check & submit');
    await shows(page, /69\.95\s*→\s*becomes\s*74\.95/);
    await press(page, 'Approve');
    await shows(page, 'Published as version 2');

    await inMenu(page, 'Orders');
    await page.getByRole('link', { name: 'New order' }).click();
    await page.getByRole('link', { name: 'The Nguyen Household' }).click();
    await page.getByRole('link', { name: 'Package HOME' }).click();
    const [line, voice] = [/SP-NBN/, /SP-VOICE/].map((name) => page.getByRole('group', { name }));
    await line?.getByLabel('Address', { exact: true }).fill('1 High Street');
    await voice?.getByLabel('Phone number', { exact: true }).fill('+61 3 5550 2001');
    await press(page, 'Place the order');
    await shows(page, /O-1 was placed/);

    for (const left of [2, 1]) {
      await inMenu(page, 'Manual Provisioning');
      await shows(page, new RegExp(`Pending\\s+${left}`));
      await page
        .getByRole('button', { name: /^Assign to me/ })
        .first()
        .click();
      await shows(page, 'is yours now.');
      await page
        .getByRole('link', { name: /^Details/ })
        .first()
        .click();
      await press(page, 'Activate');
      await page.getByRole('heading', { name: 'Activate and start billing?' }).waitFor();
      await press(page, 'Activate');
      await shows(page, 'is active.');
    }

    await inMenu(page, 'Billing');
    await press(page, 'Preview');
    await shows(page, '74.95');
    await press(page, 'Run');
    await shows(page, /Billed:\s+\d cardlines? for customers/);

    it.clock.set('2026-04-04T02:00:00.000Z');
    await signIn(it, page);
    await inMenu(page, 'Invoices');
    await press(page, 'Preview');
    await press(page, 'Make them');
    await shows(page, '1 invoice made');
    await page
      .getByRole('row', { name: /The Nguyen Household/ })
      .getByRole('link')
      .first()
      .click();
    await shows(page, '74.95');
  }, 60_000);

  it('tells what is wrong beside the field, and leads there by keyboard', async () => {
    const { it, origin } = await aShop();
    const page = await aPage(browser, origin);
    await signIn(it, page);
    await page.goto('/accounts/new');
    await press(page, 'Open the account');
    await page.getByRole('alert').getByRole('link', { name: 'Name' }).press('Enter');
    await page.keyboard.type('Ann');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Ann');
    expect(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  });

  it('begins with a link to the content, and shows where the focus is', async () => {
    const { it, origin } = await aShop();
    const page = await aPage(browser, origin);
    await signIn(it, page);
    await page.goto('/queue');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    expect(await skip.evaluate((link) => document.activeElement === link)).toBe(true);
    expect(await skip.evaluate((link) => getComputedStyle(link).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  it('fits a phone: no page is wider than the screen, and the menu opens and closes', async () => {
    const { it, origin } = await aShop();
    const page = await aPage(browser, origin, { viewport: { width: 360, height: 740 } });
    await signIn(it, page);
    const tooWide: string[] = [];
    for (const path of [
      '/',
      '/queue',
      '/orders/new',
      '/accounts/A-0001',
      '/catalogue',
      '/catalogue/package-plans/HOME',
      '/workbook',
      '/workbook/Rates',
      '/versions/1',
      '/billing',
      '/people/settings',
      '/audit',
    ]) {
      await page.goto(path);
      const [width, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      if ((width ?? 0) > (screen ?? 0)) tooWide.push(`${path} ${width}`);
    }
    expect(tooWide).toEqual([]);
    const menu = page.getByRole('navigation', { name: 'Main' });
    expect(await menu.isVisible()).toBe(false);
    await press(page, 'Menu');
    expect(await menu.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await menu.isVisible()).toBe(false);
    await press(page, 'Menu');
    await inMenu(page, 'Periods');
    await page.getByRole('heading', { name: 'Periods' }).waitFor();
  });
});
