/** **Resubmit**: opens a halted order for correction and returns it to its queue (PROV-3). */
import type { OrderView } from '#app/orders/views.ts';
import { ok } from '#core/result.ts';
import { context, quotation } from '../blocks/blocks.ts';
import { dateInput } from '../blocks/inputs.ts';
import { keysUnder, serviceInputs } from '../blocks/service-inputs.ts';
import { bold, safe } from '../blocks/text.ts';
import type { BotParts } from '../bot-parts.ts';
import { type Conversing, onClick, onSubmit, outdated, refuse, show } from '../conversation.ts';
import { showOrderCard } from '../notices/order-message.ts';
import { asPlace, openModal, type Place } from '../place.ts';
import { showAgain } from '../queue/show-queue.ts';
import type { Turn } from '../turn.ts';
import { modal, notice, recall } from '../views.ts';
import { orderTitle } from './order-card.ts';
import { asOrderRef, type OrderRef, RESUBMIT, readOrderRef } from './order-ref.ts';

const VIEW = 'resubmit_order';
const REQUESTED_ON = 'requestedOn';

interface ResubmitModal extends OrderRef {
  readonly from: Place;
}

export function resubmitConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { orders } = parts.services;

  onClick(conversing, RESUBMIT, async (turn, click) => {
    const ref = readOrderRef(click.value);
    if (ref === null) return outdated();
    const order = await orders.openOrder(turn.actor, {
      order: ref.number,
      version: ref.version,
      deed: 'resubmit',
    });
    if (!order.ok) {
      await showAgainFrom(parts, turn, { ...ref, from: click.place });
      return order;
    }
    await openModal(turn, click, resubmitView(order.value, { ...ref, from: click.place }));
    return ok(null);
  });

  onSubmit(conversing, VIEW, async (turn, sent) => {
    const remembered = recall(sent.metadata, asResubmitModal);
    if (remembered === null) return refuse(outdated().faults);
    const requestedOn = sent.answers.date(REQUESTED_ON);
    if (!requestedOn.ok) return refuse(requestedOn.faults);
    const order = await orders.getOrder(turn.actor, remembered.number);
    if (!order.ok) return refuse(order.faults);
    const halted = haltedOf(order.value);
    const done = await orders.resubmitOrder(turn.actor, {
      order: remembered.number,
      version: remembered.version,
      requestedOn: requestedOn.value,
      services: halted.map(({ position }, index) => ({
        position,
        details: sent.answers.details(pathOf(index), keysUnder(sent.fields, pathOf(index))),
      })),
    });
    const after = () => showAgainFrom(parts, turn, remembered);
    if (!done.ok) return { ...refuse(done.faults), after };
    const to = [
      ...new Set(halted.flatMap(({ provisionedBy }) => (provisionedBy ? [provisionedBy.name] : []))),
    ];
    return {
      ...show(
        notice(
          'Resubmitted',
          `:leftwards_arrow_with_hook: ${bold(safe(orderTitle(done.value)))} is back in the queue of ${safe(to.join(', '))}.`,
        ),
      ),
      after,
    };
  });
}

const haltedOf = ({ services }: OrderView) => services.filter(({ status }) => status === 'halted');

/** As faults of a resubmission place them: by the order in which services are given. */
const pathOf = (index: number): string => `services[${index}].details`;

const resubmitView = (order: OrderView, { number, version, from }: ResubmitModal) =>
  modal({
    callbackId: VIEW,
    title: 'Resubmit order',
    submit: 'Resubmit',
    remembers: { order: number, version, from },
    blocks: [
      ...serviceInputs(
        haltedOf(order).map((service, index) => ({
          path: pathOf(index),
          title: `${order.number} · ${service.servicePlan.name}`,
          serviceType: service.serviceType,
          details: service.details,
          note: [
            context(`*Rejection Details* from ${safe(service.provisionedBy?.name ?? 'our own team')}`),
            quotation(service.rejectionDetails ?? ''),
          ],
        })),
      ),
      dateInput(
        { id: REQUESTED_ON, label: 'Wanted on', hint: 'Left empty: as soon as possible.', isOptional: true },
        order.requestedOn,
      ),
    ],
  });

/** A request's card follows through the outbox; the order's own message, or the list, need not wait. */
async function showAgainFrom(
  parts: BotParts,
  turn: Turn,
  { number, from }: Pick<ResubmitModal, 'number' | 'from'>,
): Promise<void> {
  if (from.kind === 'card') await showOrderCard(parts, turn.client, turn.installation, number);
  else if (from.kind !== 'modal') await showAgain(parts, turn, from);
}

function asResubmitModal(value: unknown): ResubmitModal | null {
  const ref = asOrderRef(value);
  const from = asPlace((value as { from?: unknown }).from);
  return ref && from ? { ...ref, from } : null;
}
