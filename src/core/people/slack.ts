/** Slack's names for places, and why somebody in Slack cannot be linked to a person. */
import { fault, no, ok, type Refused, type Result } from '../result.ts';

/** Reads a channel: its id (`C024BE91L`), or the link that Slack copies. */
export function checkChannel(text: string): Result<string> {
  const [, id] =
    /^(?:https:\/\/[\w.-]+\/(?:archives|client\/[TE]\w+)\/)?([CG][A-Z0-9]{4,20})\/?$/.exec(text.trim()) ?? [];
  return id === undefined
    ? no(
        fault(
          'invalid_channel',
          `"${text}" is not a channel: copy its link in Slack (the channel’s menu, “Copy link”), or its id, like C024BE91L.`,
          'channel',
        ),
      )
    : ok(id);
}

export const slackUserTaken = (): Refused =>
  no(
    fault(
      'slack_user_taken',
      'This Slack user is linked to somebody else already. Whoever it is can unlink with /cardline unlink; an admin of that provider can, too, on the page of the person.',
      'slack',
    ),
  );

export const linkSpent = (): Refused =>
  no(
    fault(
      'link_spent',
      'This link was used already, is older than ten minutes, or never was one: write /cardline link in Slack for a new one.',
    ),
  );
