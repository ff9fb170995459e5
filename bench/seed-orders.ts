/**
 * The queue of a wholesaler that is as long as its history: so many orders of its retailer, all of them open. One is placed by
 * the deed itself; the others are made from it in a constant number of statements.
 */
import type { Clock, Tenant } from '#app/ports/platform.ts';
import type { Database } from '#db/database.ts';
import { anActor, aTradingPair, CUSTOMER } from '#test/support/builders.ts';
import { multiplyFirstOrder } from '#test/support/many-orders.ts';
import { orderServicesOn } from '#test/support/order-services.ts';

export interface TradingHouse {
  readonly wavelink: Tenant;
  readonly bluegum: Tenant;
}

/** Fills a migrated, empty database. */
export async function seedOrders(db: Database, orders: number, clock: Clock): Promise<TradingHouse> {
  const house = await aTradingPair(db);
  const deeds = orderServicesOn(db, clock);
  const placed = await deeds.placeOrder(anActor(house.bluegum, { name: 'Sam Seller' }), {
    account: CUSTOMER,
    packagePlan: 'NBN-50',
    services: [{ servicePlan: 'SP-NBN-50', details: { address: '1 High Street, Geelong VIC 3220' } }],
    requestedOn: null,
    contractDocument: null,
  });
  if (!placed.ok) throw new Error(JSON.stringify(placed.faults));
  await multiplyFirstOrder(db, orders);
  return house;
}
