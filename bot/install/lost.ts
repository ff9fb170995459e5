/** Slack says that the app was removed from a workspace, or that its token was ended. */
import type { App } from '@slack/bolt';
import type { BotParts } from '../bot-parts.ts';

/** To be registered with every bot. Bolt asks for no authorisation here: there is none any more. */
export function lostConversation({
  bot,
  parts,
}: {
  readonly bot: App;
  readonly parts: Pick<BotParts, 'services' | 'installation'>;
}): void {
  const { services, installation } = parts;
  bot.event('app_uninstalled', ({ body }) =>
    services.slack.workspaceUninstalled(installation, { eventTime: body.event_time ?? null }),
  );
  bot.event('tokens_revoked', ({ body, event }) =>
    services.slack.tokensRevoked(installation, {
      eventTime: body.event_time ?? null,
      botUserIds: event.tokens.bot ?? [],
    }),
  );
}
