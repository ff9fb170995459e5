import { ok, type Result } from '#core/result.ts';
import { auditOf } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { type Installation, SlackRefusal } from '../ports/slack.ts';
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
    const isUninstalled = await uninstalled(ports, found.value);
    const revokedAt = ports.clock.now();
    await ports.slack.revoke(
      id,
      revokedAt,
      auditOf(actor, ports.clock, {
        action: 'slack.disconnected',
        subject: found.value.workspace,
        details: { isUninstalled },
      }),
    );
    return ok({ workspace: { ...found.value, revokedAt }, isUninstalled });
  };

async function uninstalled(
  ports: Parameters<typeof makeDisconnectWorkspace>[0],
  workspace: Installation,
): Promise<boolean> {
  // The token in the environment is not ours to end.
  if (workspace.installedBy === null) return false;
  try {
    await ports.gateway.uninstall(await tokenOf(ports, workspace));
    return true;
  } catch (error) {
    // A token that is dead already has nothing left to end.
    if (!(error instanceof SlackRefusal))
      ports.log.warn({ err: error, workspace: workspace.workspace }, 'Slack could not be told to uninstall');
    return false;
  }
}
