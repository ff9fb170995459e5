import type { PlainDate } from '#core/calendar.ts';
import { checkVersion } from '#core/orders/change-order.ts';
import { type EditContext, editOrder, type OrderEdits, resubmitOrder } from '#core/orders/edit-order.ts';
import { contractTypesOf } from '#core/orders/offer.ts';
import type { By, Order, OrderChange } from '#core/orders/order.ts';
import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { type OverrideInput, readOverride } from '../workflow/override.ts';
import { changeOrder, orderKey } from './change-order.ts';
import { makeShowOrder } from './get-order.ts';
import type { OrderPorts } from './services.ts';
import type { OrderView } from './views.ts';

export interface EditOrder extends OrderEdits, OverrideInput {
  /** Number or id. */
  readonly order: string;
  readonly version?: number | undefined;
}

/** Changes what the seller asked for, while the order is pending or halted (PROV-3). */
export const makeEditOrder = (ports: OrderPorts) => bySeller(ports, 'order.edited', editOrder);

/** PROV-3: returns what is halted to its queue, with corrections in the same breath. */
export const makeResubmitOrder = (ports: OrderPorts) => bySeller(ports, 'order.resubmitted', resubmitOrder);

const bySeller =
  (
    ports: OrderPorts,
    action: string,
    decide: (order: Order, by: By, edits: OrderEdits, context: EditContext) => Result<OrderChange>,
  ) =>
  async (actor: Actor, input: EditOrder): Promise<Result<OrderView>> => {
    const allowed = requirePower(actor, 'orders');
    if (!allowed.ok) return allowed;
    const leave = readOverride(actor, input);
    if (!leave.ok) return leave;
    const done = await changeOrder(ports, {
      actor,
      key: orderKey(actor, input.order),
      action,
      decide: async ({ order }, by, today: PlainDate) => {
        const current = checkVersion(order, input.version, by);
        if (!current.ok) return current;
        const catalogue = await ports.catalogue.snapshot(actor.providerId);
        const plan = catalogue.packagePlans.find(({ itemId }) => itemId === order.packagePlan.id);
        const contractTypes = contractTypesOf(plan?.code ?? order.packagePlan.code, catalogue);
        const change = decide(order, by, input, { today, contractTypes, leave: leave.value });
        return change.ok ? ok({ change: change.value }) : change;
      },
    });
    return done.ok ? makeShowOrder(ports)(actor, input.order) : done;
  };
