/** What Slack's refusals mean for a message that is to be delivered: again later, never, or never until somebody acts. */
import type { webApi } from '@slack/bolt';
import type { Outcome } from '#app/ports/outbox.ts';
import { DEAD_TOKEN } from '#app/slack/dead-token.ts';

/** The message is gone, or was never ours to change: a new one takes its place. */
export const isGone = (error: unknown): boolean => GONE.has(platformError(error) ?? '');
const GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** The channel is not there for us: archived, deleted, or left without us. */
const CLOSED = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'restricted_action',
  'channel_is_limited_access',
]);

/** Slack's word for why it refused; null where it gave none. Bolt's own classes are not loaded for this: they are slow to. */
export function platformError(error: unknown): string | null {
  if (codeOf(error) !== 'slack_webapi_platform_error') return null;
  return (error as webApi.WebAPIPlatformError).data.error;
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** What has to be put right by a person before anything can be delivered, in their words; null where waiting is enough. */
export function problemOf(error: unknown, channelId: string | null): string | null {
  const code = platformError(error);
  if (code === null) return null;
  if (CLOSED.has(code))
    return `Slack does not let Cardline write to the channel ${channelId ?? ''} (${code}): invite Cardline there, or choose another with /cardline channel.`;
  if (DEAD_TOKEN.has(code))
    return `Slack does not take Cardline's token any more (${code}): install Cardline again.`;
  if (code === 'missing_scope') {
    const { needed } = (error as webApi.WebAPIPlatformError).data as { needed?: string };
    return `Cardline may not do what it has to in Slack: the permission "${needed ?? 'unknown'}" is missing. Install Cardline again to grant it.`;
  }
  return null;
}

/** Slack's own troubles, which pass: asking again may give another answer. */
export const PASSING: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'rate_limited',
  'ratelimited',
]);

/** @param gate the limits of the channel that the call was for */
export function outcomeOf(error: unknown, gate: string): Outcome {
  if (codeOf(error) === 'slack_webapi_rate_limited_error') {
    const { retryAfter } = error as webApi.WebAPIRateLimitedError;
    const closedMs = retryAfter * 1000;
    return {
      outcome: 'retry',
      error: `Slack asks for a pause of ${retryAfter} s.`,
      waitMs: closedMs,
      gates: [{ key: gate, closedMs }],
    };
  }
  const code = platformError(error);
  const message = error instanceof Error ? error.message : String(error);
  // No answer at all, or one that does not say what became of it: it may have arrived.
  if (code === null) return { outcome: 'retry', error: message, isUnanswered: true };
  if (PASSING.has(code)) return { outcome: 'retry', error: message, isUnanswered: true };
  // What a person has to put right is tried again for as long as deliveries are: they may do it today.
  if (problemOf(error, null) !== null) return { outcome: 'retry', error: message };
  return { outcome: 'dead', error: message };
}
