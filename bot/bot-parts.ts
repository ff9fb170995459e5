/** What a bot is made of. One is made for each request, so that requests share nothing (on Workers they must not). */
import type { App, AppOptions } from '@slack/bolt';
import type { Background } from '#app/ports/background.ts';
import type { Log } from '#app/ports/log.ts';
import type { Clock, Secrets } from '#app/ports/platform.ts';
import type { Installation, SlackStore } from '#app/ports/slack.ts';
import type { Services } from '#app/services.ts';
import type { WebClients } from './web-client.ts';

/** What stays the same from request to request. */
export interface SlackParts {
  readonly services: Services;
  readonly slack: SlackStore;
  readonly clients: WebClients;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly background: Background;
  readonly log: Log;
  /** Where people reach Cardline, without a slash at its end. */
  readonly url: string;
}

export interface BotParts extends SlackParts {
  /** For `new App(options)`: receiver, authorisation, client and log. */
  readonly options: AppOptions;
  /** The workspace that the request comes from; live. */
  readonly installation: Installation;
  readonly requestId: string | null;
}

export type CreateBot = (parts: BotParts) => App;
