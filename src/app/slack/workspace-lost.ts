import { type Instant, instant } from '#core/calendar.ts';
import type { AuditEntry } from '../ports/platform.ts';
import type { Installation } from '../ports/slack.ts';
import type { SlackPorts } from './services.ts';

/** What Slack's events say: by them a workspace ends from its own side. */
export interface Loss {
  /** Seconds since 1970; null where the event does not say. */
  readonly eventTime: number | null;
}

/** Somebody took the app out of the workspace. An event from before it was installed again is news of yesterday. */
export const makeWorkspaceUninstalled =
  ({ slack, clock }: Pick<SlackPorts, 'slack' | 'clock'>) =>
  async (workspace: Installation, loss: Loss): Promise<void> => {
    if (isOld(workspace, loss)) return;
    await slack.revoke(workspace.id, clock.now(), auditOf(workspace, clock.now()));
  };

/** Slack ended the bot's token: nothing works until the app is installed again. */
export const makeTokensRevoked =
  ({ slack }: Pick<SlackPorts, 'slack'>) =>
  async (workspace: Installation, loss: Loss & { readonly botUserIds: readonly string[] }): Promise<void> => {
    if (isOld(workspace, loss) || !loss.botUserIds.includes(workspace.botUserId)) return;
    await slack.setProblem(workspace.id, 'Slack ended the token of this workspace: install the app again.');
  };

const isOld = ({ installedAt }: Installation, { eventTime }: Loss): boolean =>
  // Slack tells whole seconds.
  eventTime !== null && endOfSecond(eventTime) < installedAt;

const endOfSecond = (seconds: number): Instant => instant(new Date(seconds * 1000 + 999));

const auditOf = ({ tenant, workspace }: Installation, at: Instant): AuditEntry => ({
  providerId: tenant.providerId,
  at,
  actor: 'Slack',
  via: 'slack',
  action: 'slack.uninstalled',
  subject: workspace,
  details: {},
  requestId: null,
});
