import { checkChannel } from '#core/people/slack.ts';
import { ok, type Result } from '#core/result.ts';
import { auditOf } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { Installation } from '../ports/slack.ts';
import { workspaceToChange } from './find-workspace.ts';
import type { SlackPorts } from './services.ts';

/** Says in which channel of a workspace the provider's cards appear; null for none. An admin says it. */
export const makeSetChannel =
  (ports: Pick<SlackPorts, 'slack' | 'clock'>) =>
  async (actor: Actor, id: number, channel: string | null): Promise<Result<Installation>> => {
    const found = await workspaceToChange(ports, actor, id);
    if (!found.ok) return found;
    const channelId = channel === null ? ok(null) : checkChannel(channel);
    if (!channelId.ok) return channelId;
    await ports.slack.setChannel(
      id,
      channelId.value,
      auditOf(actor, ports.clock, {
        action: 'slack.channel_set',
        subject: found.value.workspace,
        details: { from: found.value.channelId, to: channelId.value },
      }),
    );
    return ok({ ...found.value, channelId: channelId.value });
  };
