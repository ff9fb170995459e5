/** Who is behind a token or a session: the provider and the powers, or null where nobody is. */
import { formatId } from '#core/ids.ts';
import { powersOfRoles, powersOfScopes } from '#core/people/powers.ts';
import type { KnownPerson } from '../ports/people.ts';
import type { Actor, Via } from '../ports/platform.ts';
import type { PeoplePorts } from './services.ts';

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

/** By what the browser's cookie holds. */
export const makeFindActorBySession =
  ({ sessions, clock, secrets }: Pick<PeoplePorts, 'sessions' | 'clock' | 'secrets'>) =>
  async (sessionToken: string, requestId: string | null): Promise<Actor | null> => {
    const known = await sessions.find(await secrets.hash(sessionToken), clock.now());
    return known && actorOf(known, 'console', requestId);
  };

export const actorOf = (person: KnownPerson, via: Via, requestId: string | null): Actor => ({
  ...person.tenant,
  actorId: formatId('person', person.id),
  actorName: person.name,
  via,
  powers: powersOfRoles(person.roles),
  requestId,
});
