/** Why somebody in Slack cannot be linked to a person. */
import { conflict, fault, no, type Refused } from '../result.ts';

export const slackUserTaken = (): Refused =>
  no(
    fault(
      'slack_user_taken',
      'This Slack user is linked to somebody else already. Whoever it is can unlink with /cardline unlink; an admin of that provider can, too, on the page of the person.',
      'slack',
    ),
  );

export const linkSpent = (): Refused =>
  conflict(
    'link_spent',
    'This link was used already, is older than ten minutes, or never was one: write /cardline link in Slack for a new one.',
  );
