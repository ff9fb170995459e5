import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { CUSTOMER } from '#test/support/builders.ts';
import { someDeliveries } from '#test/support/given-up.ts';
import { aWish } from '../app/orders/ordering.ts';
import { aBatch, CARRIER } from '../app/workflow/carrying.ts';
import { aConsole, type TestConsole, value } from './support/a-console.ts';
import { attributeOf, byTag } from './support/parse-html.ts';

/** Every page, with its heading, on a console where something has happened. */
const PAGES: readonly (readonly [path: string, heading: string])[] = [
  ['/', 'What waits'],
  ['/queue', 'Manual Provisioning'],
  ['/queue/req_2', 'Manage Provisioning: BG-O-2'],
  ['/carriers', 'Carriers'],
  ['/carriers/alerts', 'Carrier alerts'],
  ['/carriers/alerts?status=resolved', 'Carrier alerts that are over'],
  ['/carriers/of/opti-carrier', 'Opti Carrier'],
  ['/carriers/of/opti-carrier/activity-files/1', 'Activity file 1'],
  ['/carriers/of/opti-carrier/batch-files/1', 'Batch file 1'],
  ['/orders', 'Orders'],
  ['/orders/BG-O-1', 'BG-O-1'],
  ['/orders/BG-O-1/edit', 'Edit BG-O-1'],
  ['/orders/BG-O-1/resubmit', 'Resubmit BG-O-1'],
  ['/orders/new', 'New order: for whom?'],
  [`/orders/new?account=${CUSTOMER}`, 'New order: which plan?'],
  [`/orders/new?account=${CUSTOMER}&plan=BUNDLE`, 'New order: what it needs'],
  ['/accounts', 'Accounts'],
  ['/accounts/new', 'New account'],
  ['/accounts/import', 'Import accounts'],
  [`/accounts/${CUSTOMER}`, 'Ann Example'],
  [`/accounts/${CUSTOMER}/edit`, 'Edit Ann Example'],
  ['/subscriptions', 'Subscriptions'],
  ['/catalogue', 'Package plans'],
  ['/catalogue/service-plans', 'Service plans'],
  ['/catalogue/products', 'Products'],
  ['/catalogue/bolt-ons', 'Bolt-ons'],
  ['/catalogue/rate-cards', 'Rate cards'],
  ['/catalogue/tariffs', 'Tariffs'],
  ['/catalogue/package-plans/NBN-50', 'nbn Home 50'],
  ['/catalogue/package-plans/NBN-50/calendar', 'Calendar of the cardlines'],
  ['/catalogue/service-plans/SP-NBN-50', 'SP-NBN-50 (internal)'],
  ['/catalogue/rate-cards/VOICE', 'VOICE'],
  ['/workbook', 'Workbook'],
  ['/workbook/Package%20Plans', 'Package Plans'],
  ['/workbook/Package%20Plans/new', 'New row in Package Plans'],
  ['/workbook/Package%20Plans/grid', 'Package Plans'],
  ['/workbook/Package%20Plans/grid?version=1', 'Package Plans'],
  ['/changes', 'Change sets'],
  ['/versions', 'Versions'],
  ['/versions/1', 'Version 1'],
  ['/versions/compare?from=0&to=1', 'From version 0 to version 1'],
  ['/billing', 'Billing'],
  ['/billing/cardlines', 'Cardlines'],
  ['/billing/parked', 'Parked accounts'],
  ['/billing/runs/run_1', 'Preview as of 2 Mar 2026'],
  ['/billing/runs/run_1/report', 'Report: 2 Mar 2026'],
  ['/periods', 'Periods'],
  ['/usage', 'Usage'],
  ['/usage/quarantine', 'Quarantine'],
  ['/usage/tariffs', 'New tariffs'],
  ['/usage/intakes', 'Files of usage'],
  ['/invoices', 'Invoices'],
  ['/status', 'Schedules and status'],
  ['/status/outbox', 'Outbox'],
  ['/people', 'People'],
  ['/people/tokens', 'Tokens'],
  ['/people/slack', 'Slack'],
  ['/people/hooks', 'Webhooks in'],
  ['/people/webhooks', 'Webhooks out'],
  ['/people/settings', 'Settings'],
  ['/people/usr_1', 'Robin admin'],
  ['/audit', 'Audit'],
];

/** Messages in every state, three orders, a carrier that one of them was sent to and that answered, and a preview of billing. */
async function aBusyConsole(): Promise<TestConsole> {
  const it = await aConsole();
  await someDeliveries(it.db, it.bluegum.providerId);
  const { orders, billing, workflow } = it.services;
  for (const plan of ['NBN-50', 'ROUTER', 'PSTN']) value(await orders.placeOrder(it.actor(), aWish(plan)));
  value(await workflow.addCarrier(it.actor(), { code: CARRIER, name: 'Opti Carrier' }));
  value(await workflow.collectServices(it.actor(), plainDate('2026-03-02')));
  const bytes = new TextEncoder().encode(aBatch(['req_3,advice', 'req_4711,advice']));
  value(await workflow.takeBatchFile(it.actor(), { carrier: CARRIER, name: 'opti-1.csv', bytes }));
  const asOf = '2026-03-02' as never;
  value(
    await billing.startBillingRun(it.actor(), { asOf, mode: 'preview', previewHash: null, waitSeconds: 10 }),
  );
  return it;
}

describe('every page', () => {
  it('answers with its heading, well-formed, and marks where it is in the menu', async () => {
    const admin = await (await aBusyConsole()).signedIn('admin');
    const wrong: unknown[] = [];
    for (const [path, heading] of PAGES) {
      const seen = await admin.open(path);
      const here = byTag(seen.page, 'a').filter((link) => link.attributes.has('aria-current'));
      // NaN as a word: random tokens in a form may hold these letters.
      const oddities = /undefined|\[object |(?<![\w+/=-])NaN(?![\w+/=-])/.exec(seen.html)?.[0];
      if (seen.status !== 200 || seen.heading !== heading || here.length === 0 || oddities)
        wrong.push([path, seen.status, seen.heading, here.length, oddities]);
    }
    expect(wrong).toEqual([]);
  });

  it('leads whoever is not signed in to signing in', async () => {
    const it = await aConsole();
    const open: unknown[] = [];
    for (const [path] of PAGES) {
      const response = await it.visitor().request(path);
      const to = response.headers.get('location') ?? '';
      if (response.status !== 303 || !/^\/sign-in(\?to=%2F|$)/.test(to))
        open.push([path, response.status, to]);
    }
    expect(open).toEqual([]);
  });

  it('leads by every link to a page', async () => {
    const admin = await (await aBusyConsole()).signedIn('admin');
    const links = new Set<string>();
    for (const [path] of PAGES)
      for (const link of byTag((await admin.open(path)).page, 'a'))
        links.add(attributeOf(link, 'href').split('#')[0] || '/');
    const broken: unknown[] = [];
    for (const href of links) {
      const { status } = await admin.request(href);
      if (status !== 200) broken.push([href, status]);
    }
    expect(broken).toEqual([]);
    expect(links.size).toBeGreaterThan(60);
  });

  it('of the menu that only admins may use is shown to admins alone', async () => {
    const it = await aConsole();
    expect((await (await it.signedIn('viewer')).open('/')).html).not.toContain('href="/people"');
    expect((await (await it.signedIn('admin')).open('/')).html).toContain('href="/people"');
  });
});
