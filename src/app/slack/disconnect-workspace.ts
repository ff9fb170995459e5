import { ok, type Result } from '#core/result.ts';
import { auditOf } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { Installation } from '../ports/slack.ts';
import { tokenOf } from './bot-tokens.ts';
import { workspaceToChange } from './find-workspace.ts';
import type { SlackPorts } from './services.ts';

export interface Disconnected {
  readonly workspace: Installation;
  /** Whether the app is out of the workspace as well; if not, somebody takes it out in Slack. */
  readonly isUninstalled: boolean;
}

/**
 * Ends a workspace: its tokens are forgotten, and the app is taken out of it where Slack can be reached and the token is
 * ours. Channel and cards are kept for the day on which it is installed again.
 */
export const makeDisconnectWorkspace =
  (ports: Pick<SlackPorts, 'slack' | 'gateway' | 'sealer' | 'botToken' | 'clock' | 'background' | 'log'>) =>
  async (actor: Actor, id: number): Promise<Result<Disconnected>> => {
    const found = await workspaceToChange(ports, actor, id);
    if (!found.ok) return found;
    const { value: workspace } = found;
    const token = await tokenToEnd(ports, workspace);
    // First here: Slack's own news of the end then finds nothing left to do.
    const revokedAt = ports.clock.now();
    await ports.slack.revoke(
      id,
      revokedAt,
      auditOf(actor, ports.clock, {
        action: 'slack.disconnected',
        subject: workspace.workspace,
        details: {},
      }),
    );
    const isUninstalled = token !== null && (await uninstall(ports, workspace, token));
    return ok({ workspace: { ...workspace, revokedAt }, isUninstalled });
  };

/** null where the token is not ours to end (it is in the environment), or is dead already. */
async function tokenToEnd(
  ports: Parameters<typeof makeDisconnectWorkspace>[0],
  workspace: Installation,
): Promise<string | null> {
  if (workspace.installedBy === null) return null;
  return tokenOf(ports, workspace).catch((error: unknown) => {
    ports.log.warn({ err: error, workspace: workspace.workspace }, 'there is no Slack token left to end');
    return null;
  });
}

async function uninstall(
  { gateway, log }: Pick<SlackPorts, 'gateway' | 'log'>,
  { workspace }: Installation,
  token: string,
): Promise<boolean> {
  try {
    await gateway.uninstall(token);
    return true;
  } catch (error) {
    log.warn({ err: error, workspace }, 'Slack did not take the app out of a workspace');
    return false;
  }
}
