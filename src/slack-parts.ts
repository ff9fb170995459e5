/** What Slack's side is made of, for what comes in from there and for what goes out. */
import type { Services } from '#app/services.ts';
import type { SlackParts } from '#bot/bot-parts.ts';
import { makeWebClients } from '#bot/web-client.ts';
import { makeSlackStore } from '#db/stores/slack-store.ts';
import type { Parts } from './compose.ts';

/** null where Slack is off. */
export function slackParts(parts: Parts, services: Services, url: string): SlackParts | null {
  const { slack, log } = parts;
  return slack
    ? {
        ...parts,
        services,
        slack: makeSlackStore(parts.db),
        clients: makeWebClients({ slackApiUrl: slack.apiUrl, tokens: services.slack.tokens, log }),
        url,
      }
    : null;
}
