/** Orders by their front doors, in a real browser and without a script: the sign-up portal on a phone, bulk activation by keyboard. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, aPage, serveHere } from '#test/support/browser.ts';
import { aWish } from '../app/orders/ordering.ts';
import { aConsole, type TestConsole, value } from '../console/support/a-console.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await aBrowser();
});
afterAll(() => browser.close());

const PHONE = { javaScriptEnabled: false, viewport: { width: 360, height: 740 } };

const shows = (page: Page, text: string | RegExp) =>
  page.getByRole('main').filter({ hasText: text }).waitFor({ timeout: 10_000 });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

async function isTooWide(page: Page): Promise<boolean> {
  const box = await page.locator('html').evaluate((html) => [html.scrollWidth, html.clientWidth]);
  return (box[0] ?? 0) > (box[1] ?? 0);
}

async function signIn(it: TestConsole, page: Page): Promise<void> {
  const added = await it.services.people.addPerson(it.actor('wavelink'), {
    email: 'dana@wavelink.example',
    name: 'Dana Doer',
    roles: ['provisioning'],
  });
  if (!added.ok) value(added);
  await page.goto(`/sign-in/${await it.linkFor('dana@wavelink.example', 'wavelink')}`);
  await press(page, 'Sign in');
  await page.getByRole('heading', { name: 'What waits' }).waitFor();
}

describe('the sign-up portal', () => {
  it('takes an order on a phone, tells what is wrong beside the field, and leads to the order’s page', async () => {
    const it = await aConsole();
    const page = await aPage(browser, await serveHere(it.app), PHONE);
    await page.goto('/signup/bluegum');
    await page.getByRole('heading', { name: 'Choose your plan' }).waitFor();
    expect(await isTooWide(page)).toBe(false);
    await page.getByRole('link', { name: /^Choose NBN-50/ }).click();
    await page.getByRole('heading', { name: 'Order NBN-50 for customers' }).waitFor();
    expect(await isTooWide(page)).toBe(false);
    // The trap is nowhere to be seen, and no key leads there.
    const trap = page.locator('input[name="website"]');
    expect((await trap.boundingBox())?.x).toBeLessThan(0);
    expect(await trap.getAttribute('tabindex')).toBe('-1');

    it.clock.pass(1);
    await page.getByLabel('Name').fill('Ann Newcomer');
    await page.getByLabel('E-mail').fill('ann');
    await press(page, 'Place the order');
    await shows(page, '3 things need to be put right');
    expect(await page.getByLabel('E-mail').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Name').inputValue()).toBe('Ann Newcomer');
    await page.getByRole('alert').getByRole('link', { name: 'E-mail' }).press('Enter');
    await page.getByLabel('E-mail').fill('ann@home.example');
    await page.getByLabel('Phone', { exact: true }).fill('0491 570 156');
    await page.getByLabel('Your address').fill('7 Low Street, Geelong VIC 3220');
    await page.getByLabel('Your address').press('Enter');
    await shows(page, 'Thank you, your order is in');
    await shows(page, 'Order placed');
    expect(await isTooWide(page)).toBe(false);
    const orders = value(await it.services.orders.listOrders(it.actor(), {}, { limit: 10, cursor: null }));
    expect(orders.items).toMatchObject([{ source: 'portal', account: { name: 'Ann Newcomer' } }]);
  });
});

describe('Manual Provisioning', () => {
  const aQueue = async () => {
    const it = await aConsole();
    const numbers: string[] = [];
    for (let n = 0; n < 3; n += 1)
      numbers.push(value(await it.services.orders.placeOrder(it.actor(), aWish())).order.number);
    return { it, numbers, origin: await serveHere(it.app) };
  };

  it('activates the ticked requests by keyboard: what billing starts, then one result for each', async () => {
    const { it, numbers, origin } = await aQueue();
    const page = await aPage(browser, origin, { javaScriptEnabled: false });
    await signIn(it, page);
    await page.goto('/queue');
    for (const number of numbers.slice(0, 2))
      await page.getByRole('checkbox', { name: new RegExp(`^Tick ${number},`) }).press('Space');
    await page.getByRole('button', { name: 'Activate ticked requests' }).press('Enter');
    await page.getByRole('heading', { name: 'Activate and start billing?' }).waitFor();
    expect(await page.getByText(/Billing of WL-NBN-50 starts on/).count()).toBe(2);
    await page.getByRole('button', { name: 'Activate 2 requests' }).press('Enter');
    await page.getByRole('heading', { name: 'What became of each' }).waitFor();
    await shows(page, '2 requests are active.');
    await page.getByRole('link', { name: 'Back to the queue' }).press('Enter');
    await shows(page, /Pending\s+1/);
  });

  it('halts with what the customer will see shown first', async () => {
    const { it, numbers, origin } = await aQueue();
    const page = await aPage(browser, origin, { javaScriptEnabled: false });
    await signIn(it, page);
    await page.goto('/queue');
    await page.getByRole('link', { name: numbers[0] ?? '', exact: true }).click();
    await page.getByRole('heading', { name: `Manage Provisioning: ${numbers[0]}` }).waitFor();
    await page.getByLabel('Rejection Details').fill('No lead-in.\nName another address.');
    await press(page, /^Halt$/);
    await page.getByRole('heading', { name: 'What Bluegum Telecom will see' }).waitFor();
    await shows(page, 'Name another address.');
    await press(page, 'Mark Provisioning as Halted');
    await shows(page, 'is halted. Bluegum Telecom sees the Rejection Details.');
  });

  it('is readable on a phone', async () => {
    const { it, numbers, origin } = await aQueue();
    const page = await aPage(browser, origin, PHONE);
    await signIn(it, page);
    for (const path of ['/queue', '/queue/req_1']) {
      await page.goto(path);
      expect([path, await isTooWide(page)]).toEqual([path, false]);
    }
    await page.goto('/queue');
    await page.getByRole('checkbox', { name: new RegExp(`^Tick ${numbers[2]},`) }).check();
    await press(page, 'Activate ticked requests');
    await page.getByRole('heading', { name: 'Activate and start billing?' }).waitFor();
    expect(await isTooWide(page)).toBe(false);
    await press(page, 'Activate 1 request');
    await shows(page, '1 request is active.');
    expect(await isTooWide(page)).toBe(false);
  });
});
