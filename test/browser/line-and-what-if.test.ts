/** A cardline's picture and the what-if of a subscription in a real browser, without a script. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { aBrowser, aPage, serveHere } from '#test/support/browser.ts';
import { picture } from '#test/support/picture.ts';
import { aWish } from '../app/orders/ordering.ts';
import { aConsole, value } from '../console/support/a-console.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await aBrowser();
});
afterAll(() => browser.close());

/** A retailer whose customer was activated on 16 March, billed, and cancelled from the 28th on, billed again. */
async function aBilledConsole(viewport: { width: number; height: number }) {
  const it = await aConsole();
  const { orders, billing, subscriptions, people } = it.services;
  await it.db.write([{ sql: 'update package_plan set align_to_invoice_period = 1, pro_rata = 1', args: [] }]);
  value(await orders.placeOrder(it.actor(), aWish('NBN-50')));
  const queue = value(await orders.listQueue(it.actor('wavelink'), {}, { limit: 5, cursor: null }));
  for (const request of queue.items)
    value(
      await orders.activateRequest(it.actor('wavelink'), {
        requestId: request.id,
        activationDate: plainDate('2026-03-16'),
      }),
    );
  const run = async (asOf: string) =>
    value(
      await billing.startBillingRun(it.actor(), {
        asOf: plainDate(asOf),
        mode: 'commit',
        previewHash: null,
        waitSeconds: 30,
      }),
    );
  await run('2026-03-16');
  const [subscription] = value(
    await subscriptions.listSubscriptions(it.actor(), {}, { limit: 5, cursor: null }),
  ).items;
  const id = subscription?.id ?? 0;
  value(await people.addPerson(it.actor(), { email: 'pat@bluegum.example', name: 'Pat', roles: ['admin'] }));
  const page = await aPage(browser, await serveHere(it.app), { javaScriptEnabled: false, viewport });
  await page.goto(`/sign-in/${await it.linkFor('pat@bluegum.example')}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const cancel = async (on: string) => {
    value(await subscriptions.cancelSubscription(it.actor(), { id, on: plainDate(on), mode: 'commit' }));
    await run('2026-03-20');
  };
  return { page, id, cancel };
}

const widthsOf = (page: Page, look: string) =>
  page
    .locator(`svg[role="img"] .${look}`)
    .evaluateAll((shapes) => shapes.map((shape) => (shape as SVGGraphicsElement).getBBox().width));

it('BILL-7, BILL-8: draws the whole period, the days charged, and the days that go back', async () => {
  const { page, cancel } = await aBilledConsole({ width: 1280, height: 900 });
  await page.goto('/billing/cardlines');
  await page.getByRole('link', { name: 'Access fee', exact: true }).click();
  const [whole = 0] = await widthsOf(page, 'whole');
  const [charged = 0] = await widthsOf(page, 'charged');
  expect(charged / whole).toBeGreaterThan(0.3);
  expect(charged / whole).toBeLessThan(0.7);
  await picture(page, 'line-charged');
  await cancel('2026-03-28');
  await page.goto('/billing/cardlines');
  await page.getByRole('link', { name: 'Credit: access fee' }).click();
  const [credited = 0] = await widthsOf(page, 'credited');
  expect(credited).toBeGreaterThan(0);
  expect(credited).toBeLessThan(whole);
  await page.getByRole('listitem').filter({ hasText: 'Hatched: goes back, 28 Mar 2026' }).waitFor();
  await picture(page, 'line-credited');
}, 60_000);

it('BILL-8: what if it were cancelled, on a phone', async () => {
  const { page, id } = await aBilledConsole({ width: 360, height: 740 });
  await page.goto(`/subscriptions/sub_${id}`);
  await page.getByRole('link', { name: 'What if…' }).click();
  await page.getByLabel(/^Cancelled: first day/).fill('2026-03-28');
  await page.getByRole('button', { name: 'Work it out' }).click();
  await page.getByRole('heading', { name: 'What it comes to' }).waitFor();
  await page.getByText('It has no service from 28 Mar 2026 on.').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.getByRole('heading', { name: 'What it comes to' }).scrollIntoViewIfNeeded();
  await picture(page, 'what-if-phone');
}, 60_000);
