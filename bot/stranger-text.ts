import type { Fault } from '#core/result.ts';

/** Why Cardline does nothing for somebody in Slack, and what would change it. */
export const strangerText = (faults: readonly Fault[], url: string): string =>
  faults.map(({ code, message }) => [message, ...remedyOf(code, url)].join(' ')).join(' ');

function remedyOf(code: string, url: string): string[] {
  switch (code) {
    case 'slack_user_unlinked':
      return ['Write `/cardline link`: it takes a minute.'];
    case 'slack_user_foreign':
      return ['Ask there, or let somebody of that company do it.'];
    case 'workspace_unknown':
    case 'workspace_revoked':
      return [`An admin of your company connects it: ${url}/people/slack`];
    case 'workspace_unclaimed':
      return [
        `An admin of your company says so: ${url}/people/slack, or \`npx cardline slack connect --provider CODE\` where Cardline runs.`,
      ];
    default:
      return [];
  }
}
