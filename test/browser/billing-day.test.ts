/** A day of billing in a real browser: held, accounts left out and approved by keyboard; a run at work; a day tried now. */
import { eq } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { billingRun } from '#db/schema/index.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { aBrowser, aPage, serveHere } from '#test/support/browser.ts';
import { CUSTOMER } from '#test/support/builders.ts';
import { aFailedDay } from '#test/support/failed-job.ts';
import { picture } from '#test/support/picture.ts';
import { aWish } from '../app/orders/ordering.ts';
import { aConsole, type TestConsole, value } from '../console/support/a-console.ts';

const DAY = plainDate('2026-03-02');
const PATIENT = 60_000;

let browser: Browser;
beforeAll(async () => {
  browser = await aBrowser();
});
afterAll(() => browser.close());

/** Bluegum with a customer since yesterday, whose day is approved by hand; and somebody of it, signed in. */
async function aDay(viewport = { width: 1280, height: 900 }): Promise<{ it: TestConsole; page: Page }> {
  const it = await aConsole();
  const { orders, people, billing } = it.services;
  value(await orders.placeOrder(it.actor(), aWish('NBN-FLEX')));
  for (const firm of ['wavelink', 'bluegum'] as const) {
    const queue = value(await orders.listQueue(it.actor(firm), {}, { limit: 5, cursor: null }));
    for (const { id } of queue.items)
      value(
        await orders.activateRequest(it.actor(firm), {
          requestId: id,
          activationDate: plainDate('2026-03-01'),
        }),
      );
  }
  value(await people.changeSettings(it.actor(), { billingApproval: 'manual', billingPreviewMinutes: 60 }));
  const store = makeScheduleStore(it.db);
  const { providerId } = it.actor();
  await store.addMissing([
    { providerId, job: 'billing', atMinutes: 0, enabled: true, lastDoneOn: plainDate('2026-03-01') },
  ]);
  const schedules = (await store.all()).filter(({ tenant }) => tenant.providerId === providerId);
  for (const one of schedules) await billing.announceDue(one, it.clock.now(), new AbortController().signal);
  value(await people.addPerson(it.actor(), { email: 'pat@bluegum.example', name: 'Pat', roles: ['admin'] }));
  const page = await aPage(browser, await serveHere(it.app), { javaScriptEnabled: false, viewport });
  await page.goto(`/sign-in/${await it.linkFor('pat@bluegum.example')}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  return { it, page };
}

/** Moves with Tab until it is there, as somebody without a mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  const target = page.getByRole('main').getByRole('button', { name, exact: true });
  for (let steps = 0; steps < 60; steps += 1) {
    if (await target.evaluate((one) => document.activeElement === one)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never comes to "${name}"`);
}

const shows = (page: Page, text: string | RegExp) =>
  page.getByRole('main').filter({ hasText: text }).waitFor({ timeout: 10_000 });

const isWithin = async (page: Page, width: number): Promise<void> =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);

describe('a day of billing in a browser', () => {
  it(
    'BILL-11, BILL-14: is held, has an account left out and is approved, all by keyboard',
    async () => {
      const { page } = await aDay();
      await page.goto('/billing');
      await page
        .getByRole('row', { name: /Waits for approval/ })
        .getByRole('link')
        .first()
        .press('Enter');
      await shows(page, 'Exactly these figures are billed: 1 line for customers');
      await picture(page, 'day-waits', true);

      await page.locator('form[action$="/hold"]').getByLabel('Reason').fill('One customer disputes.');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await shows(page, 'is held by Pat: One customer disputes.');

      const exclude = page.locator('form[action$="/exclude"]');
      await exclude.getByLabel('Accounts').fill('NOBODY-1');
      await exclude.getByLabel('Reason').fill('Dispute.');
      await exclude.getByRole('button').press('Enter');
      await page.getByRole('alert').getByRole('link', { name: 'Accounts' }).press('Enter');
      expect(await exclude.getByLabel('Accounts').getAttribute('aria-invalid')).toBe('true');
      await page.keyboard.press('Control+A');
      await page.keyboard.type(CUSTOMER);
      await exclude.getByRole('button').press('Enter');
      await shows(page, '0 lines for customers');

      await tabTo(page, 'Approve');
      await page.keyboard.press('Enter');
      await shows(page, 'is approved by Pat.');
      await picture(page, 'day-approved', true);
    },
    PATIENT,
  );

  it(
    'a run at work shows its stage, its lines and a bar that moves by itself, and then its end',
    async () => {
      const { it, page } = await aDay();
      const { providerId } = it.actor();
      const [day] = value(await it.services.billing.listBillingDays(it.actor()));
      const run = value(
        await it.services.billing.startBillingRun(it.actor(), {
          asOf: DAY,
          mode: 'commit',
          previewHash: day?.run.hash ?? '',
          waitSeconds: 30,
        }),
      );
      const first = await it.db.readJson<number>(
        'select json(min(id)) from subscription_term where provider_id = ?',
        [providerId],
      );
      const is = (to: Partial<typeof billingRun.$inferInsert>) =>
        it.db.orm.update(billingRun).set(to).where(eq(billingRun.id, run.id));
      // Its row as it was while the run was at work.
      await is({
        status: 'running',
        hash: null,
        lastTermId: 0,
        tally: { sell: {}, buy: {} },
        finishedAt: null,
        leaseUntil: '2999-01-01T00:00:00.000Z' as never,
      });
      await page.goto(`/billing/runs/run_${run.id}`);
      await shows(page, 'It looks whether the figures are still those that were approved');
      const bar = page.getByRole('progressbar');
      expect(await bar.getAttribute('value')).toBeNull();

      await is({ hash: 'x', lastTermId: first, tally: run.tally });
      await shows(page, /1 line so far, \d+ % of the terms\./);
      const done = Number(await bar.getAttribute('value'));
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(100);
      await picture(page, 'run-at-work', true);

      await is({ status: 'done', leaseUntil: null, finishedAt: it.clock.now() });
      await page.getByRole('link', { name: 'Movements, margin, exceptions' }).waitFor({ timeout: 10_000 });
      expect(await bar.count()).toBe(0);
    },
    PATIENT,
  );

  it(
    'a day that failed says how often and when it is tried next, and is tried now; on a phone, too',
    async () => {
      const { it, page } = await aDay({ width: 360, height: 740 });
      await aFailedDay(it.db, it.actor().providerId);
      await page.goto('/status');
      await shows(page, /Failed 1 time in a row\. Next try: 2 Mar 2026, \d\d:01/);
      await isWithin(page, 360);
      await picture(page, 'failed-phone', true);
      await tabTo(page, 'Try now Billing run');
      await page.keyboard.press('Enter');
      await shows(page, 'Billing run: it is tried within a minute.');
      await shows(page, 'Next try: within a minute.');
      await page.goto('/billing');
      await isWithin(page, 360);
    },
    PATIENT,
  );
});
