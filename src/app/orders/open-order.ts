import { checkVersion, wrongStatus } from '#core/orders/change-order.ts';
import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { byOf, orderKey, orderNotFound } from './change-order.ts';
import type { OrderPorts } from './services.ts';
import { type OrderDeed, type OrderView, orderView, planNames } from './views.ts';

export interface OpenOrder {
  /** Number or id. */
  readonly order: string;
  /** The version that its person saw. */
  readonly version: number;
  /** What they are about to do. */
  readonly deed: Exclude<OrderDeed, 'activate' | 'halt'>;
}

/** The seller's order behind a button, before its form is opened: refused, with who did what, once it has moved on (PROV-5). */
export const makeOpenOrder =
  ({ orders, catalogue, clock }: Pick<OrderPorts, 'orders' | 'catalogue' | 'clock'>) =>
  async (actor: Actor, { order, version, deed }: OpenOrder): Promise<Result<OrderView>> => {
    const allowed = requirePower(actor, 'orders');
    if (!allowed.ok) return allowed;
    const [loaded, snapshot] = await Promise.all([
      orders.find(orderKey(actor, order)),
      catalogue.snapshot(actor.providerId),
    ]);
    if (loaded === null) return orderNotFound();
    const by = byOf(actor, clock);
    const current = checkVersion(loaded.order, version, by);
    if (!current.ok) return current;
    const view = orderView(loaded, planNames(snapshot));
    return view.deeds.includes(deed)
      ? ok(view)
      : wrongStatus('order_not_open', loaded.order, by, 'What you wanted to do is not possible any more.');
  };
