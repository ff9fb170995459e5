/** What the queue's company does with a request beside activating and halting it: take it, put it back, correct it, write about it. */
import { checkVersion } from '#core/orders/change-order.ts';
import { claimRequest, releaseRequest } from '#core/orders/claim-request.ts';
import { editRequest } from '#core/orders/edit-order.ts';
import type { By, Order, OrderChange, OrderService } from '#core/orders/order.ts';
import { checkNote } from '#core/orders/texts.ts';
import { ok, type Result } from '#core/result.ts';
import type { Leave } from '#core/workflow/interference.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { type OverrideInput, readOverride } from '../workflow/override.ts';
import { changeOrder, requestKey, requestNotFound, serviceOfRequest } from './change-order.ts';
import { makeShowRequest } from './find-request.ts';
import type { OrderPorts } from './services.ts';
import type { RequestView } from './views.ts';

interface OnRequest {
  readonly requestId: number;
  readonly version?: number | undefined;
}
export interface ClaimRequest extends OnRequest {
  /** Also from somebody who has it already. */
  readonly takeOver?: boolean | undefined;
}
export interface EditRequest extends OnRequest, OverrideInput {
  /** null takes a field away. */
  readonly details: Readonly<Record<string, string | null>>;
}
export interface AddNote {
  readonly requestId: number;
  readonly text: string;
  /** internal: for the own company alone; shared: the retailer reads it too (PROV-4). */
  readonly visibility: 'internal' | 'shared';
}

/** Assigns a request to the actor. */
export const makeClaimRequest = (ports: OrderPorts) =>
  onRequest<ClaimRequest>(ports, 'request.claimed', (order, by, service, { takeOver }) =>
    claimRequest(order, by, service, { takeOver: takeOver ?? false }),
  );

/** Puts a request back for anybody to take. */
export const makeReleaseRequest = (ports: OrderPorts) =>
  onRequest<OnRequest>(ports, 'request.released', releaseRequest);

/** PROV-2: puts the details of a service right. */
export const makeEditRequest = (ports: OrderPorts) =>
  onRequest<EditRequest>(ports, 'request.edited', (order, by, service, { details }, leave) =>
    editRequest(order, by, service, details, leave),
  );

const onRequest =
  <Input extends OnRequest & OverrideInput>(
    ports: OrderPorts,
    action: string,
    decide: (order: Order, by: By, service: OrderService, input: Input, leave: Leave) => Result<OrderChange>,
  ) =>
  async (actor: Actor, input: Input): Promise<Result<RequestView>> => {
    const allowed = requirePower(actor, 'provision');
    if (!allowed.ok) return allowed;
    const leave = readOverride(actor, input);
    if (!leave.ok) return leave;
    const done = await changeOrder(ports, {
      actor,
      key: requestKey(actor, input.requestId),
      action,
      decide: (loaded, by) => {
        const service = serviceOfRequest(loaded, input.requestId);
        if (!service.ok) return service;
        if (service.value.request === null) return requestNotFound();
        const current = checkVersion(service.value.request, input.version, by);
        if (!current.ok) return current;
        const change = decide(loaded.order, by, service.value, input, leave.value);
        return change.ok ? ok({ change: change.value }) : change;
      },
    });
    return done.ok ? makeShowRequest(ports)(actor, input.requestId) : done;
  };

/** Writes into the log of a request, whatever state it is in. */
export const makeAddNote =
  (ports: OrderPorts) =>
  async (actor: Actor, { requestId, text, visibility }: AddNote): Promise<Result<null>> => {
    const allowed = requirePower(actor, 'provision');
    if (!allowed.ok) return allowed;
    const note = checkNote(text);
    if (!note.ok) return note;
    const loaded = await ports.orders.find(requestKey(actor, requestId));
    if (loaded === null) return requestNotFound();
    await ports.orders.addNote({
      orderId: loaded.order.id,
      requestId,
      companyId: actor.providerId,
      actor: { name: actor.actorName, via: actor.via },
      at: ports.clock.now(),
      text: note.value,
      visibility,
    });
    return ok(null);
  };
