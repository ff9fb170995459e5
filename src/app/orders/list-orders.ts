import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { OrderFilter } from '../ports/orders.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { OrderPorts } from './services.ts';
import { type OrderListItem, orderListItem, planNames } from './views.ts';

/** The orders that the actor's company sells, newest first. */
export const makeListOrders =
  ({ reader, catalogue }: Pick<OrderPorts, 'reader' | 'catalogue'>) =>
  async (actor: Actor, filter: OrderFilter, page: PageRequest): Promise<Result<Page<OrderListItem>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const [found, snapshot] = await Promise.all([
      reader.page(actor.providerId, filter, page),
      catalogue.snapshot(actor.providerId),
    ]);
    if (!found.ok) return found;
    const names = planNames(snapshot);
    const { items, nextCursor } = found.value;
    return ok({ items: items.map((row) => orderListItem(row, names)), nextCursor });
  };
