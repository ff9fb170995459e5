/** A wholesaler and its retailer with subscriptions in force, the deeds on them, and billing runs, on a real database. */

import type { BillingServices } from '#app/billing/services.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { SubscriptionServices } from '#app/subscriptions/services.ts';
import { type PlainDate, plainDate } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { makeServices } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { anOrdering, aWish, done, type Ordering, placed, rowsOf } from '#test/app/orders/ordering.ts';
import { aDatabase } from '#test/support/database.ts';
import { quietLog } from '#test/support/ledger-builders.ts';

export interface Subscribing extends Ordering {
  readonly subscriptions: SubscriptionServices;
  readonly billing: BillingServices;
}

/**
 * What these tests need of plans beside the trading pair's own: pro rata all over, an override where it says so, monthly
 * periods from the start.
 */
const SETTINGS = `
  update package_plan set align_to_invoice_period = 0, period_length_months = 1, bill_access_fees_in = 'advance', pro_rata = 1`;

export const BLUEGUM = `(select id from provider where code = 'bluegum')`;
const itemOf = (kind: string, code: string) =>
  `(select id from catalogue_item where provider_id = ${BLUEGUM} and kind = '${kind}' and code = '${code}')`;

/** Settings: products on the card of SP-NBN-50, a bolt-on of it, one of another type, and one that it has no price for. */
export const PRODUCTS = [
  `insert into catalogue_item (provider_id, kind, code) values (${BLUEGUM}, 'product', 'IP'), (${BLUEGUM}, 'product', 'MODEM'),
     (${BLUEGUM}, 'product', 'DELIVERY'), (${BLUEGUM}, 'bolt_on', 'STATIC-IP'), (${BLUEGUM}, 'bolt_on', 'VOICEMAIL'),
     (${BLUEGUM}, 'bolt_on', 'DREAM')`,
  ...['IP', 'MODEM', 'DELIVERY'].map(
    (
      code,
    ) => `insert into product (provider_id, from_version, item_id, code, name, external_name, type, approval_status)
      values (${BLUEGUM}, 1, ${itemOf('product', code)}, '${code}', '${code}', '${code}', 'Charge', 'Saleable')`,
  ),
  ...[
    ['STATIC-IP', 'IP', 'Data'],
    ['VOICEMAIL', 'IP', 'Telephony'],
    ['DREAM', 'NOTHING', 'Data'],
  ].map(
    ([
      code,
      product,
      type,
    ]) => `insert into bolt_on (provider_id, from_version, item_id, code, name, product, service_type)
      values (${BLUEGUM}, 1, ${itemOf('bolt_on', code ?? '')}, '${code}', '${code}', '${product}', '${type}')`,
  ),
  `insert into product_rate (provider_id, from_version, product_rate_card, product, from_quantity, price, effective_from) values
     (${BLUEGUM}, 1, 'PRODUCTS', 'IP', 0, 930000000, '2020-01-01'), (${BLUEGUM}, 1, 'PRODUCTS', 'IP', 0, 1240000000, '2026-05-01'),
     (${BLUEGUM}, 1, 'PRODUCTS', 'MODEM', 0, 310000000, '2020-01-01'), (${BLUEGUM}, 1, 'PRODUCTS', 'DELIVERY', 1, 1500500000, '2020-01-01')`,
];
export async function aSubscribing(
  open: () => Promise<Database> = aDatabase,
  { settings = [] }: { readonly settings?: readonly string[] } = {},
): Promise<Subscribing> {
  const world = await anOrdering(open);
  const { db, clock } = world;
  await db.write([SETTINGS, ...settings].map((sql) => ({ sql, args: [] })));
  const { subscriptions, billing } = makeServices({
    db,
    clock,
    secrets,
    log: quietLog,
    background: makeBackground(() => {}),
  });
  return {
    ...world,
    subscriptions,
    billing,
  };
}

/** Orders and activates a package that the wholesaler supplies, and answers both companies' subscriptions. */
export async function subscribed(
  world: Subscribing,
  { packagePlan = 'NBN-50', start = '2026-03-02' }: { packagePlan?: string; start?: string } = {},
): Promise<{ readonly id: number; readonly supplyId: number; readonly number: string }> {
  const { deeds, dana, db, bluegum } = world;
  const { requests, number } = await placed(world, packagePlan);
  for (const { id: requestId } of requests)
    done(await deeds.activateRequest(dana, { requestId, activationDate: plainDate(start) }));
  const rows = await rowsOf<{ id: number; provider_id: number }>(
    db,
    'subscription',
    ['id', 'provider_id'],
    `order_id = (select id from "order" where number = '${number}')`,
  );
  const own = rows.find((row) => row.provider_id === bluegum.providerId);
  const supply = rows.find((row) => row.provider_id !== bluegum.providerId);
  return { id: own?.id ?? 0, supplyId: supply?.id ?? 0, number };
}

/** A committed run of a provider. */
export async function billed(world: Subscribing, actor: Actor, asOf: string): Promise<void> {
  const run = done(
    await world.billing.startBillingRun(actor, {
      asOf: plainDate(asOf),
      mode: 'commit',
      previewHash: null,
      waitSeconds: 30,
    }),
  );
  if (run.status !== 'done') throw new Error(`the run is ${run.status}`);
}

export interface LedgerLine {
  readonly side: string;
  readonly kind: number;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly amount: number;
  readonly tax: number;
}

export const ledgerOf = (world: Subscribing, subscriptionId: number, where = '1'): Promise<LedgerLine[]> =>
  rowsOf<LedgerLine>(
    world.db,
    'cardline',
    ['side', 'kind', 'from', 'to', 'amount', 'tax'],
    `subscription_id = ${subscriptionId} and ${where}`,
  );

export const day = plainDate;

/** A seller's own subscription that no wholesaler supplies. */
export async function ownWork(world: Subscribing, packagePlan: string): Promise<number> {
  const document = { name: 'signed.pdf', mediaType: 'application/pdf', content: Buffer.from('%PDF-1.7') };
  const { order } = done(
    await world.deeds.placeOrder(world.sam, aWish(packagePlan, { contractDocument: document })),
  );
  done(
    await world.deeds.activateOrder(world.sam, {
      order: order.number,
      activationDate: plainDate('2026-03-02'),
    }),
  );
  const [row] = await rowsOf<{ id: number }>(world.db, 'subscription', ['id'], `order_id = ${order.id}`);
  return row?.id ?? 0;
}
