import { formatId } from '#core/ids.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { Installation } from '../ports/slack.ts';
import type { SlackPorts } from './services.ts';

/** The workspaces of the actor's provider, disconnected ones too, in the order in which they were first installed. */
export const makeListWorkspaces =
  ({ slack }: Pick<SlackPorts, 'slack'>) =>
  async (actor: Actor): Promise<Result<readonly Installation[]>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? ok(await slack.workspacesOf(actor.providerId)) : allowed;
  };

/** Every workspace that is connected, for who sits at the machine. */
export const makeAllWorkspaces =
  ({ slack }: Pick<SlackPorts, 'slack'>) =>
  (): Promise<readonly Installation[]> =>
    slack.allInstallations();

/** A connected workspace of the actor's provider, to be changed by an admin. */
export async function workspaceToChange(
  { slack }: Pick<SlackPorts, 'slack'>,
  actor: Actor,
  id: number,
): Promise<Result<Installation>> {
  const allowed = requirePower(actor, 'admin');
  if (!allowed.ok) return allowed;
  const found = await slack.installation(id);
  return found === null || found.tenant.providerId !== actor.providerId || found.revokedAt !== null
    ? notFound('workspace_not_found', `There is no connected workspace ${formatId('workspace', id)}.`)
    : ok(found);
}
