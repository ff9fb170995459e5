/** Sending again what was given up, or what waits for its next try: the reason it failed has been put right. */
import { formatId } from '#core/ids.ts';
import { conflict, notFound, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Addressee, DeliveryRow } from '../ports/deliveries.ts';
import type { Actor } from '../ports/platform.ts';
import type { OutboxPorts } from './services.ts';

/** It is due at once and has all its attempts before it again; the dispatcher sends it. */
export const makeResend =
  ({ deliveries, clock }: Pick<OutboxPorts, 'deliveries' | 'clock'>) =>
  async (actor: Actor, id: number): Promise<Result<DeliveryRow>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const before = await deliveries.find(actor.providerId, id);
    if (before === null) return noDelivery(id);
    const { channel, target, subject, lastError } = before;
    const isResent = await deliveries.resend(
      actor.providerId,
      id,
      auditOf(actor, clock, {
        action: 'delivery.resent',
        subject: formatId('delivery', id),
        details: { channel, target, subject, error: lastError },
      }),
    );
    const after = await deliveries.find(actor.providerId, id);
    if (after === null) return noDelivery(id);
    return isResent ? ok(after) : conflict('delivery_not_failed', notFailed(after));
  };

/** All that failed in a channel, or in one of its targets; answers how many. */
export const makeResendAll =
  ({ deliveries, clock }: Pick<OutboxPorts, 'deliveries' | 'clock'>) =>
  async (actor: Actor, addressee: Addressee): Promise<Result<number>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const { channel, target } = addressee;
    const audit = auditOf(actor, clock, {
      action: 'deliveries.resent',
      subject: target ?? channel,
      details: { channel, target },
    });
    return ok(await deliveries.resendAll(actor.providerId, addressee, audit));
  };

const noDelivery = (id: number) =>
  notFound('delivery_not_found', `There is no delivery ${formatId('delivery', id)}.`);

const notFailed = ({ id, status }: DeliveryRow): string =>
  `${formatId('delivery', id)} ${
    status === 'sent'
      ? 'has arrived'
      : status === 'superseded'
        ? 'was taken the place of by a later one'
        : 'is about to be sent'
  }: only what failed is sent again.`;
