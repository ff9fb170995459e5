import { fault, no, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { BotIdentity, Installation } from '../ports/slack.ts';
import { askSlack } from './ask-slack.ts';
import type { SlackPorts } from './services.ts';

/**
 * Says that the one workspace, whose token is in the environment (SLACK_BOT_TOKEN), works for the actor's provider. Refuses
 * with `no_bot_token`, `bot_token_refused`, `slack_unreachable` and `workspace_taken`.
 */
export const makeConnectWorkspace =
  ({
    slack,
    gateway,
    botToken,
    clock,
    log,
  }: Pick<SlackPorts, 'slack' | 'gateway' | 'botToken' | 'clock' | 'log'>) =>
  async (actor: Actor): Promise<Result<Installation>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    if (botToken === null)
      return no(
        fault('no_bot_token', 'There is no SLACK_BOT_TOKEN in the environment that would name a workspace.'),
      );
    const bot = await identify({ gateway, log }, botToken);
    if (!bot.ok) return bot;
    return slack.save(
      {
        ...bot.value,
        providerId: actor.providerId,
        installedBy: null,
        installedAt: clock.now(),
        credentials: null,
      },
      auditOf(actor, clock, {
        action: 'slack.connected',
        subject: bot.value.teamId ?? bot.value.enterpriseId ?? '',
        details: { workspace: bot.value.workspaceName },
      }),
    );
  };

const identify = (
  { gateway, log }: Pick<SlackPorts, 'gateway' | 'log'>,
  botToken: string,
): Promise<Result<BotIdentity>> =>
  askSlack(
    { log },
    () => gateway.identify(botToken),
    (reason) => fault('bot_token_refused', `Slack does not take the token in SLACK_BOT_TOKEN (${reason}).`),
  );
