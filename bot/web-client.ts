/**
 * Slack's client for a workspace. The token is looked up (and renewed where it ends soon) for each call, so that a client may
 * be held for as long as one likes; nothing is asked of the database before the first call.
 */
import type { webApi } from '@slack/bolt';
import type { Log } from '#app/ports/log.ts';
import type { Installation } from '#app/ports/slack.ts';
import type { BotTokens } from '#app/slack/bot-tokens.ts';
import { edgeFetch } from './edge-fetch.ts';
import { boltLogger } from './logger.ts';

type Options = NonNullable<ConstructorParameters<typeof webApi.WebClient>[1]>;
type Fetch = NonNullable<Options['fetch']>;

export interface WebClientParts {
  /** With a slash at its end. */
  readonly slackApiUrl: string;
  readonly tokens: BotTokens;
  readonly log: Log;
}

/** Slack wants an answer within three seconds; its own answers take a fraction of this. */
const TIMEOUT_MS = 8_000;

export type WebClients = ReturnType<typeof makeWebClients>;

export const makeWebClients = (parts: WebClientParts) => {
  /** @param retries of calls that did not reach Slack; what Slack answered, "too fast" too, goes to the caller at once */
  const optionsFor = (installation: Installation, retries: number): Options => ({
    slackApiUrl: parts.slackApiUrl,
    fetch: fetchFor(parts, installation),
    retryConfig: { retries, minTimeout: 300, maxTimeout: 300 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    maxRequestConcurrency: Number.POSITIVE_INFINITY,
    allowAbsoluteUrls: false,
    logger: boltLogger(parts.log),
  });
  return {
    optionsFor,
    /** For what leaves through the outbox, which repeats by itself what failed. */
    async clientOf(installation: Installation): Promise<webApi.WebClient> {
      // Loaded with the first use: Bolt takes a fifth of a second.
      const { webApi } = await import('@slack/bolt');
      return new webApi.WebClient(undefined, optionsFor(installation, 0));
    },
  };
};

const fetchFor =
  ({ slackApiUrl, tokens }: WebClientParts, installation: Installation): Fetch =>
  async (url, init) => {
    // The same function answers at a response_url, which is no business of the token.
    if (!String(url).startsWith(slackApiUrl)) return edgeFetch(url, init);
    const token = await tokens.tokenOf(installation);
    const response = await edgeFetch(url, {
      ...init,
      headers: { Authorization: `Bearer ${token}`, ...init?.headers },
    });
    const text = await response.text();
    const error = errorIn(text);
    if (error !== null) await tokens.noteAnswer(installation, error);
    return new Response(text, { status: response.status, headers: response.headers });
  };

/** Slack says no with status 200 and a word. */
function errorIn(text: string): string | null {
  if (!text.includes('"error"')) return null;
  try {
    const { ok, error } = JSON.parse(text) as { ok?: unknown; error?: unknown };
    return ok === false && typeof error === 'string' ? error : null;
  } catch {
    return null;
  }
}
