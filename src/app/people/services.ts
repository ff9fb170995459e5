/** People, tokens, sessions and the settings of a provider. */
import type { TokenStore } from '../ports/people.ts';
import type { Secrets } from '../ports/platform.ts';
import { makeFindActorByToken } from './find-actor-by-token.ts';

export interface PeoplePorts {
  readonly tokens: TokenStore;
  readonly secrets: Secrets;
}

export type PeopleServices = ReturnType<typeof makePeopleServices>;

export const makePeopleServices = (ports: PeoplePorts) => ({
  findActorByToken: makeFindActorByToken(ports),
});
