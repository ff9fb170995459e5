import { formatId } from '#core/ids.ts';
import { powersOfScopes } from '#core/people/powers.ts';
import type { Actor } from '../ports/platform.ts';
import type { PeoplePorts } from './services.ts';

/** Who a bearer token is: its provider, with its scopes as powers. Null for an unknown or a revoked token. */
export const makeFindActorByToken =
  ({ tokens, secrets }: Pick<PeoplePorts, 'tokens' | 'secrets'>) =>
  async (token: string, requestId: string): Promise<Actor | null> => {
    const known = await tokens.findLive(await secrets.hash(token));
    if (known === null) return null;
    return {
      ...known.tenant,
      actorId: formatId('token', known.id),
      actorName: `token ${known.name}`,
      via: 'api',
      powers: powersOfScopes(known.scopes),
      requestId,
    };
  };
