import type { Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { DeliveryFilter, DeliveryRow } from '../ports/deliveries.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { OutboxPorts } from './services.ts';

/** What was and is to be delivered for the actor's provider, newest first; what is in it is not shown. */
export const makeListDeliveries =
  ({ deliveries }: Pick<OutboxPorts, 'deliveries'>) =>
  async (actor: Actor, filter: DeliveryFilter, page: PageRequest): Promise<Result<Page<DeliveryRow>>> => {
    const allowed = requirePower(actor, 'admin');
    return allowed.ok ? deliveries.page(actor.providerId, filter, page) : allowed;
  };
