/** Slack's calls about tokens, with the app's own credentials. */
import type { webApi } from '@slack/bolt';
import type { Log } from '#app/ports/log.ts';
import {
  type BotIdentity,
  type Granted,
  type GrantedTokens,
  type SlackGateway,
  SlackRefusal,
} from '#app/ports/slack.ts';
import { invariant } from '#core/result.ts';
import { edgeFetch } from './edge-fetch.ts';
import { boltLogger } from './logger.ts';
import { PASSING } from './notices/slack-errors.ts';
import { BOT_SCOPES } from './scopes.ts';

export interface GatewayParts {
  /** With a slash at its end. */
  readonly apiUrl: string;
  readonly oauth: { readonly clientId: string; readonly clientSecret: string } | null;
  readonly log: Log;
}

export function makeGateway({ apiUrl, oauth, log }: GatewayParts): SlackGateway {
  const app = () => {
    invariant(oauth !== null, 'only an app with a client id and secret is installed in several workspaces');
    return { client_id: oauth.clientId, client_secret: oauth.clientSecret };
  };

  /** Asks; what Slack refuses is a SlackRefusal, everything else (no answer, too fast) is thrown as it is. */
  async function ask<T>(call: (client: webApi.WebClient) => Promise<T>): Promise<T> {
    const { webApi } = await import('@slack/bolt');
    const client = new webApi.WebClient(undefined, {
      slackApiUrl: apiUrl,
      fetch: edgeFetch,
      retryConfig: { retries: 1, minTimeout: 300, maxTimeout: 300 },
      rejectRateLimitedCalls: true,
      timeout: 8_000,
      allowAbsoluteUrls: false,
      logger: boltLogger(log),
    });
    try {
      return await call(client);
    } catch (error) {
      if (error instanceof webApi.WebAPIPlatformError && !PASSING.has(error.data.error))
        throw new SlackRefusal(error.data.error, { cause: error });
      throw error;
    }
  }

  return {
    // Beside the API, on whichever host that is: Slack's own, GovSlack's, a test's.
    authorizeUrl: (state, redirectUrl) =>
      `${new URL('/oauth/v2/authorize', apiUrl)}?${new URLSearchParams({
        client_id: app().client_id,
        scope: BOT_SCOPES.join(','),
        redirect_uri: redirectUrl,
        state,
      })}`,

    exchange: (code, redirectUrl) =>
      ask(async (client) =>
        grantedOf(await client.oauth.v2.access({ ...app(), code, redirect_uri: redirectUrl })),
      ),

    refresh: (refreshToken) =>
      ask(async (client) =>
        tokensOf(
          await client.oauth.v2.access({
            ...app(),
            grant_type: 'refresh_token',
            refresh_token: refreshToken,
          }),
        ),
      ),

    identify: (token) => ask(async (client) => identityOf(await client.auth.test({ token }))),

    uninstall: (token) => ask(async (client) => void (await client.apps.uninstall({ ...app(), token }))),
  };
}

function grantedOf(answer: webApi.OauthV2AccessResponse): Granted {
  const isEnterpriseInstall = answer.is_enterprise_install === true;
  return {
    enterpriseId: answer.enterprise?.id ?? null,
    teamId: isEnterpriseInstall ? null : (answer.team?.id ?? null),
    isEnterpriseInstall,
    workspaceName: (isEnterpriseInstall ? answer.enterprise?.name : answer.team?.name) ?? 'Slack',
    botUserId: textOf(answer.bot_user_id, 'bot_user_id'),
    installedBy: textOf(answer.authed_user?.id, 'authed_user.id'),
    tokens: tokensOf(answer),
  };
}

const tokensOf = (answer: webApi.OauthV2AccessResponse): GrantedTokens => ({
  token: textOf(answer.access_token, 'access_token'),
  refreshToken: answer.refresh_token ?? null,
  expiresInSeconds: answer.expires_in ?? null,
});

const identityOf = (answer: webApi.AuthTestResponse): BotIdentity => {
  const isEnterpriseInstall = answer.is_enterprise_install === true;
  return {
    enterpriseId: answer.enterprise_id ?? null,
    teamId: isEnterpriseInstall ? null : (answer.team_id ?? null),
    isEnterpriseInstall,
    workspaceName: answer.team ?? 'Slack',
    botUserId: textOf(answer.user_id, 'user_id'),
  };
};

function textOf(value: string | undefined, name: string): string {
  if (!value) throw new Error(`Slack's answer has no ${name}.`);
  return value;
}
