/** The deeds of orders on a database, with the stores that the product has for them. */
import { makeOrderServices, type OrderServices } from '#app/orders/services.ts';
import type { Clock } from '#app/ports/platform.ts';
import type { Database } from '#db/database.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeOrderQueueStore } from '#db/stores/order-queue-store.ts';
import { makeOrderStore } from '#db/stores/order-store.ts';
import { makeOrderViewStore } from '#db/stores/order-view-store.ts';
import { secrets } from '#src/runtime/secrets.ts';

export const orderServicesOn = (db: Database, clock: Clock): OrderServices =>
  makeOrderServices({
    orders: makeOrderStore(db),
    reader: makeOrderViewStore(db),
    queue: makeOrderQueueStore(db),
    catalogue: makeCatalogueReader(db),
    clock,
    secrets,
  });
