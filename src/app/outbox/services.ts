/** What leaves the building, as people see it. */
import type { DeliveryStore, OutboxReader } from '../ports/deliveries.ts';
import type { Clock } from '../ports/platform.ts';
import { makeListDeliveries } from './list-deliveries.ts';
import { makeReadStanding } from './read-standing.ts';
import { makeResend, makeResendAll } from './resend.ts';

export interface OutboxPorts {
  readonly deliveries: DeliveryStore;
  readonly outbox: OutboxReader;
  readonly clock: Clock;
}

export type OutboxServices = ReturnType<typeof makeOutboxServices>;

export const makeOutboxServices = (ports: OutboxPorts) => ({
  readStanding: makeReadStanding(ports),
  listDeliveries: makeListDeliveries(ports),
  resend: makeResend(ports),
  resendAll: makeResendAll(ports),
});
