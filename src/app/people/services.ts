/** People, tokens, sessions, and the settings and audit of a provider. */
import type { PersonStore, SessionStore, TokenStore } from '../ports/people.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { AuditReader, ProviderStore } from '../ports/providers.ts';
import { makeAddPerson } from './add-person.ts';
import { makeChangePerson } from './change-person.ts';
import { makeChangeSettings } from './change-settings.ts';
import { makeCreateLoginLink } from './create-login-link.ts';
import { makeCreateProvider } from './create-provider.ts';
import { makeCreateToken } from './create-token.ts';
import { makeFindActorBySession, makeFindActorByToken } from './find-actor.ts';
import { makeFindProvider } from './find-provider.ts';
import { makeLinkProviders } from './link-providers.ts';
import { makeLinkSlackUser, makeUnlinkSlackUser } from './link-slack-user.ts';
import { makeListAudit } from './list-audit.ts';
import { makeFindPerson, makeListPeople } from './list-people.ts';
import { makeListTokens } from './list-tokens.ts';
import { makeReadLogo, makeSetLogo } from './logo.ts';
import { makeReadProfile } from './read-profile.ts';
import { makeRedeemLoginLink } from './redeem-login-link.ts';
import { makeRevokeToken } from './revoke-token.ts';
import { makeSignOut } from './sign-out.ts';

export interface PeoplePorts {
  readonly people: PersonStore;
  readonly tokens: TokenStore;
  readonly sessions: SessionStore;
  readonly providers: ProviderStore;
  readonly audit: AuditReader;
  /** Whether a picture that begins like a PNG is one throughout. */
  readonly isDrawable: (png: Uint8Array) => Promise<boolean>;
  readonly clock: Clock;
  readonly secrets: Secrets;
}

export type PeopleServices = ReturnType<typeof makePeopleServices>;

export const makePeopleServices = (ports: PeoplePorts) => ({
  findActorByToken: makeFindActorByToken(ports),
  findActorBySession: makeFindActorBySession(ports),
  createToken: makeCreateToken(ports),
  listTokens: makeListTokens(ports),
  revokeToken: makeRevokeToken(ports),
  addPerson: makeAddPerson(ports),
  findPerson: makeFindPerson(ports),
  listPeople: makeListPeople(ports),
  changePerson: makeChangePerson(ports),
  linkSlackUser: makeLinkSlackUser(ports),
  unlinkSlackUser: makeUnlinkSlackUser(ports),
  createLoginLink: makeCreateLoginLink(ports),
  redeemLoginLink: makeRedeemLoginLink(ports),
  signOut: makeSignOut(ports),
  createProvider: makeCreateProvider(ports),
  findProvider: makeFindProvider(ports),
  linkProviders: makeLinkProviders(ports),
  readProfile: makeReadProfile(ports),
  changeSettings: makeChangeSettings(ports),
  readLogo: makeReadLogo(ports),
  setLogo: makeSetLogo(ports),
  listAudit: makeListAudit(ports),
});
