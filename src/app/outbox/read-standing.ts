import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { OutboxStanding } from '../ports/deliveries.ts';
import type { Actor } from '../ports/platform.ts';
import type { OutboxPorts } from './services.ts';

/** What of the actor's provider waits to leave, by channel, and what was given up. */
export const makeReadStanding =
  ({ outbox }: Pick<OutboxPorts, 'outbox'>) =>
  async (actor: Actor): Promise<Result<OutboxStanding>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? ok(await outbox.standing(actor.providerId)) : allowed;
  };
