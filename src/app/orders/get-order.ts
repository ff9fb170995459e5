import type { ContractDocument } from '#core/orders/contract-document.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { LogPage, LogRow } from '../ports/orders.ts';
import type { Actor, Page } from '../ports/platform.ts';
import { orderKey, orderNotFound } from './change-order.ts';
import type { OrderPorts } from './services.ts';
import { type OrderView, orderView, planNames } from './views.ts';

/** An order of the actor's own company, by number or id. */
export const makeGetOrder = (ports: Pick<OrderPorts, 'orders' | 'catalogue'>) => {
  const showOrder = makeShowOrder(ports);
  return async (actor: Actor, order: string): Promise<Result<OrderView>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? showOrder(actor, order) : allowed;
  };
};

/** The order that a deed has changed, for whoever was allowed the deed: it asks for no power of its own. */
export const makeShowOrder =
  ({ orders, catalogue }: Pick<OrderPorts, 'orders' | 'catalogue'>) =>
  async (actor: Actor, order: string): Promise<Result<OrderView>> => {
    const [loaded, snapshot] = await Promise.all([
      orders.find(orderKey(actor, order)),
      catalogue.snapshot(actor.providerId),
    ]);
    return loaded === null ? orderNotFound() : ok(orderView(loaded, planNames(snapshot)));
  };

/** PROV-4: the log of an order as its seller may read it, oldest first: not what is internal to a wholesaler. */
export const makeOrderLog =
  ({ orders, reader }: Pick<OrderPorts, 'orders' | 'reader'>) =>
  async (actor: Actor, order: string, page: LogPage): Promise<Result<Page<LogRow>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const loaded = await orders.find(orderKey(actor, order));
    return loaded === null
      ? orderNotFound()
      : reader.log({ orderId: loaded.order.id, companyId: actor.providerId, as: 'seller' }, page);
  };

/** CON-1: the signed contract that came with the order. */
export const makeGetContractDocument =
  ({ orders, reader }: Pick<OrderPorts, 'orders' | 'reader'>) =>
  async (actor: Actor, order: string): Promise<Result<ContractDocument>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const loaded = await orders.find(orderKey(actor, order));
    if (loaded === null) return orderNotFound();
    const document = await reader.document(actor.providerId, loaded.order.number);
    return document === null
      ? notFound('no_contract_document', 'No signed contract came with this order.')
      : ok(document);
  };
