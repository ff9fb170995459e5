import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { LinkedUser } from '../ports/slack.ts';
import type { SlackPorts } from './services.ts';

/** Which people of the actor's provider are whom in Slack. */
export const makeListLinkedUsers =
  ({ slack }: Pick<SlackPorts, 'slack'>) =>
  async (actor: Actor): Promise<Result<readonly LinkedUser[]>> => {
    const allowed = requirePower(actor, 'admin');
    return allowed.ok ? ok(await slack.linkedUsers(actor.providerId)) : allowed;
  };
