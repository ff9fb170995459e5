import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { WaitingMessages } from '../ports/jobs.ts';
import type { Actor } from '../ports/platform.ts';
import type { JobPorts } from './services.ts';

/**
 * What of the actor's provider waits to leave, by topic. Messages wait for the channel that is to carry them; while none
 * is configured they stay, in order, and this is where that shows.
 */
export const makeReadOutbox =
  ({ outbox }: Pick<JobPorts, 'outbox'>) =>
  async (actor: Actor): Promise<Result<readonly WaitingMessages[]>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? ok(await outbox.waiting(actor.providerId)) : allowed;
  };
