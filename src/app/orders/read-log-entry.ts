/** PROV-4: the one entry that made a version, for a notice of that change. Entries never change. */
import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { LogRow } from '../ports/orders.ts';
import type { Actor } from '../ports/platform.ts';
import { orderKey, orderNotFound } from './change-order.ts';
import type { OrderPorts } from './services.ts';

/** Of a request in the actor's queue; null where its company may not read it. */
export const makeLogEntryOfRequest =
  ({ reader }: Pick<OrderPorts, 'reader'>) =>
  async (actor: Actor, requestId: number, version: number): Promise<Result<LogRow | null>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    return ok(await reader.logEntryOfRequest({ companyId: actor.providerId, requestId, version }));
  };

/** Of an order that the actor's company sells, by number or id. */
export const makeLogEntryOfOrder =
  ({ orders, reader }: Pick<OrderPorts, 'orders' | 'reader'>) =>
  async (actor: Actor, order: string, version: number): Promise<Result<LogRow | null>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const loaded = await orders.find(orderKey(actor, order));
    return loaded === null
      ? orderNotFound()
      : ok(await reader.logEntryOfOrder({ providerId: actor.providerId, orderId: loaded.order.id, version }));
  };
