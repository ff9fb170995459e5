import type { SlackUser } from '#core/people/person.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import type { Tenant } from '../ports/platform.ts';
import type { BotIdentity, Installation, WorkspaceQuery } from '../ports/slack.ts';
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
    const tenant = await tenantOf(speakers, ports);
    if (tenant === null)
      return notFound(
        'workspace_unclaimed',
        'Cardline does not know yet which provider this Slack workspace belongs to.',
      );
    const bot = await ports.gateway.identify(ports.botToken);
    if (bot.teamId !== query.teamId && (bot.enterpriseId === null || bot.enterpriseId !== query.enterpriseId))
      return notFound('workspace_unknown', 'Cardline is not connected to this Slack workspace.');
    return connectBot(ports, bot, tenant, 'the first linked person who wrote');
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

/** Makes the workspace of the token in the environment a provider's. */
export const connectBot = (
  { slack, clock }: Pick<SlackPorts, 'slack' | 'clock'>,
  bot: BotIdentity,
  { providerId }: Tenant,
  actor: string,
): Promise<Result<Installation>> => {
  const at = clock.now();
  return slack.save(
    { ...bot, providerId, installedBy: null, installedAt: at, credentials: null },
    {
      providerId,
      at,
      actor,
      via: 'slack',
      action: 'slack.connected',
      subject: bot.teamId ?? bot.enterpriseId ?? '',
      details: { workspace: bot.workspaceName },
      requestId: null,
    },
  );
};
