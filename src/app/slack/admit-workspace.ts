import type { SlackUser } from '#core/people/person.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import type { Tenant } from '../ports/platform.ts';
import type { Installation, WorkspaceQuery } from '../ports/slack.ts';
import type { SlackPorts } from './services.ts';

/**
 * The live installation that a request from Slack is about. Where the one workspace's token is in the environment and nobody
 * has said yet whose workspace it is, it becomes that of the provider of whoever speaks, where that person is linked.
 * Refuses with `workspace_unknown`, `workspace_revoked` and `workspace_unclaimed`.
 */
export const makeAdmitWorkspace =
  (ports: Pick<SlackPorts, 'slack' | 'people' | 'gateway' | 'botToken' | 'clock'>) =>
  async (query: WorkspaceQuery, speakers: readonly SlackUser[]): Promise<Result<Installation>> => {
    const found = await ports.slack.findInstallation(query);
    if (found !== null)
      return found.revokedAt === null
        ? ok(found)
        : notFound('workspace_revoked', 'Cardline was disconnected from this Slack workspace.');
    if (ports.botToken === null)
      return notFound('workspace_unknown', 'Cardline is not connected to this Slack workspace.');
    // Not by whoever comes from another workspace by a shared channel.
    const ours = speakers.filter(({ teamId }) => teamId === query.teamId || teamId === query.enterpriseId);
    const tenant = await tenantOf(ours, ports);
    if (tenant === null)
      return notFound(
        'workspace_unclaimed',
        'Cardline does not know yet which provider this Slack workspace belongs to.',
      );
    const bot = await ports.gateway.identify(ports.botToken);
    if (bot.teamId !== query.teamId && (bot.enterpriseId === null || bot.enterpriseId !== query.enterpriseId))
      return notFound('workspace_unknown', 'Cardline is not connected to this Slack workspace.');
    const at = ports.clock.now();
    return ports.slack.save(
      { ...bot, providerId: tenant.providerId, installedBy: null, installedAt: at, credentials: null },
      {
        providerId: tenant.providerId,
        at,
        actor: 'the first linked person who wrote',
        via: 'slack',
        action: 'slack.connected',
        subject: bot.teamId ?? bot.enterpriseId ?? '',
        details: { workspace: bot.workspaceName },
        requestId: null,
      },
    );
  };

async function tenantOf(
  speakers: readonly SlackUser[],
  { people }: Pick<SlackPorts, 'people'>,
): Promise<Tenant | null> {
  for (const speaker of speakers) {
    const person = await people.findBySlack(speaker);
    if (person !== null) return person.tenant;
  }
  return null;
}
