/** A wholesaler and its retailer with the deeds of orders on a real database, and a clock that stands still. */

import type { PlaceOrder } from '#app/orders/place-order.ts';
import type { OrderServices } from '#app/orders/services.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { Result } from '#core/result.ts';
import type { Database } from '#db/database.ts';
import { anActor, aTradingPair, CUSTOMER, type TradingPair } from '#test/support/builders.ts';
import { clockAt, SOME_MORNING, type TestClock } from '#test/support/clock.ts';
import { aDatabase } from '#test/support/database.ts';
import { orderServicesOn } from '#test/support/order-services.ts';

export interface Ordering extends TradingPair {
  readonly db: Database;
  readonly clock: TestClock;
  readonly deeds: OrderServices;
  /** Sells, at the retailer. */
  readonly sam: Actor;
  /** Provision, at the wholesaler. */
  readonly dana: Actor;
  readonly eli: Actor;
}

export async function anOrdering(open: () => Promise<Database> = aDatabase): Promise<Ordering> {
  const db = await open();
  const clock = clockAt(SOME_MORNING);
  const pair = await aTradingPair(db);
  return {
    ...pair,
    db,
    clock,
    deeds: orderServicesOn(db, clock),
    sam: anActor(pair.bluegum, { name: 'Sam Seller' }),
    dana: anActor(pair.wavelink, { name: 'Dana Doer' }),
    eli: anActor(pair.wavelink, { name: 'Eli Engineer' }),
  };
}

export const ADDRESS = '1 High Street, Geelong VIC 3220';

const WISHES: Readonly<Record<string, PlaceOrder['services']>> = {
  BUNDLE: [
    { servicePlan: 'SP-NBN-50', details: { address: ADDRESS } },
    { servicePlan: 'SP-VOIP', details: { number: '+61 3 5550 2001' } },
  ],
  PSTN: [{ details: { number: '+61355503000' } }],
  LINE: [{ details: { number: '+61355503001' } }],
  LINES: [
    { servicePlan: 'SP-PSTN', details: { number: '+61355503002' } },
    { servicePlan: 'SP-PSTN', details: { number: '+61355503003' } },
  ],
  HOST: [{ details: { hostName: 'school.example' } }],
  ROUTER: [{ details: {} }],
  SIGNED: [{ details: {} }],
  SITE: [
    { servicePlan: 'SP-ROUTER', details: { description: 'front' } },
    { servicePlan: 'SP-ROUTER', details: { description: 'back' } },
    { servicePlan: 'SP-HOST', details: { hostName: 'site.example' } },
  ],
};

export const aWish = (packagePlan = 'NBN-50', overrides: Partial<PlaceOrder> = {}): PlaceOrder => ({
  account: CUSTOMER,
  packagePlan,
  requestedOn: null,
  services: WISHES[packagePlan] ?? [{ details: { address: ADDRESS } }],
  contractDocument: null,
  ...overrides,
});

/** The value of a deed that has to succeed. */
export function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.faults.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return result.value;
}

/** The faults of a deed that has to be refused, as `code path`. */
export const refusals = (result: Result<unknown>): string[] =>
  result.ok
    ? ['it was not refused']
    : result.faults.map(({ code, path }) => (path ? `${code} ${path}` : code));

export const kindsOf = (result: Result<unknown>): string[] =>
  result.ok ? [] : [...new Set(result.faults.map(({ kind }) => kind ?? 'invalid'))];

/** Places an order at the retailer, and answers its number and the requests that it put into the wholesaler's queue. */
export async function placed({ deeds, sam, dana }: Ordering, packagePlan = 'NBN-50') {
  const { order, trackingToken } = done(await deeds.placeOrder(sam, aWish(packagePlan)));
  const queue = done(await deeds.listQueue(dana, {}, { limit: 50, cursor: null }));
  const requests = queue.items.filter(({ orderNumber }) => orderNumber === order.number);
  return { order, number: order.number, trackingToken, requests, requestId: requests[0]?.id ?? 0 };
}

/** A table as rows of chosen columns. */
export const rowsOf = <T>(
  db: Database,
  table: string,
  columns: readonly string[],
  where = '1',
): Promise<T[]> =>
  db.readJson<T[]>(
    `select json_group_array(json(one)) from (
      select json_object(${columns.map((column) => `'${column}', "${column}"`).join(', ')}) one
      from "${table}" where ${where} order by rowid)`,
    [],
  );
