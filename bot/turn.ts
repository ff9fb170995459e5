/**
 * Whose turn it is: the person behind a Slack user, with the powers that it has everywhere, in a workspace of its own company.
 * Nobody can do anything because of a channel they are in.
 */
import type { webApi } from '@slack/bolt';
import type { Actor } from '#app/ports/platform.ts';
import type { Installation } from '#app/ports/slack.ts';

export type WebClient = webApi.WebClient;

export interface Turn {
  readonly installation: Installation;
  readonly actor: Actor;
  /** The Slack user: for App Home, which is each person's own. */
  readonly userId: string;
  readonly client: WebClient;
}
