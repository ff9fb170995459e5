import { cancelOrder } from '#core/orders/cancel-order.ts';
import { checkVersion } from '#core/orders/change-order.ts';
import { checkReason } from '#core/orders/texts.ts';
import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { type OverrideInput, readOverride } from '../workflow/override.ts';
import { changeOrder, orderKey } from './change-order.ts';
import { makeShowOrder } from './get-order.ts';
import type { OrderPorts } from './services.ts';
import type { OrderView } from './views.ts';

export interface CancelOrder extends OverrideInput {
  /** Number or id. */
  readonly order: string;
  /** For whoever was working on it. */
  readonly reason?: string | null | undefined;
  readonly version?: number | undefined;
}

/** Takes back all services of an order that are not active yet; what is active stays, as a subscription. */
export const makeCancelOrder =
  (ports: OrderPorts) =>
  async (actor: Actor, input: CancelOrder): Promise<Result<OrderView>> => {
    const allowed = requirePower(actor, 'orders');
    if (!allowed.ok) return allowed;
    const reason = checkReason(input.reason ?? null);
    if (!reason.ok) return reason;
    const leave = readOverride(actor, input);
    if (!leave.ok) return leave;
    const done = await changeOrder(ports, {
      actor,
      key: orderKey(actor, input.order),
      action: 'order.cancelled',
      decide: ({ order }, by) => {
        const current = checkVersion(order, input.version, by);
        if (!current.ok) return current;
        const change = cancelOrder(order, by, reason.value, leave.value);
        return change.ok ? ok({ change: change.value }) : change;
      },
    });
    return done.ok ? makeShowOrder(ports)(actor, input.order) : done;
  };
