/** The real app on a real database, with a provider and people of every role. The clock stands still. */

import { makePeopleServices } from '#app/people/services.ts';
import { systemActor } from '#app/people/system-actor.ts';
import type { Clock, Tenant } from '#app/ports/platform.ts';
import type { Services } from '#app/services.ts';
import { createConsole } from '#console/create-console.ts';
import type { Instant } from '#core/calendar.ts';
import type { Result } from '#core/result.ts';
import { makeAuditReader } from '#db/stores/audit-store.ts';
import { makePersonStore } from '#db/stores/person-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { makeSessionStore } from '#db/stores/session-store.ts';
import { makeTokenStore } from '#db/stores/token-store.ts';
import { createApp } from '#http/create-app.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { aDatabase } from '#test/support/database.ts';
import { HOST, Visitor } from './visitor.ts';

export const NOW = '2026-07-23T00:15:00.000Z' as Instant;

export interface TestConsole {
  readonly services: Services;
  readonly tenant: Tenant;
  readonly logged: unknown[];
  visitor(): Visitor;
  /** The secret of a fresh sign-in link. */
  linkFor(email: string): Promise<string>;
  /** Somebody with these roles, signed in. */
  signedIn(...roles: string[]): Promise<Visitor>;
  /** Time stands still until it is moved. */
  setNow(now: string): void;
}

export async function aConsole(url = HOST): Promise<TestConsole> {
  const db = await aDatabase();
  let now = NOW;
  const clock: Clock = { now: () => now };
  const services: Services = {
    people: makePeopleServices({
      people: makePersonStore(db),
      tokens: makeTokenStore(db),
      sessions: makeSessionStore(db),
      providers: makeProviderStore(db),
      audit: makeAuditReader(db),
      clock,
      secrets,
    }),
  };
  const logged: unknown[] = [];
  const log = { info: () => {}, warn: () => {}, error: (fields: unknown) => void logged.push(fields) };
  const console = createConsole({ services, log, clock, secrets, url, features: [] });
  const app = createApp({ services, log, mounts: [{ path: '/', app: console }] });
  const tenant = value(
    await services.people.createProvider({
      code: 'bluegum',
      name: 'Bluegum Telecom',
      timeZone: 'Australia/Melbourne',
    }),
  );
  const operator = systemActor(tenant, 'cli');
  const visitor = () => new Visitor((path, init) => app.request(path, init));
  const linkFor = async (email: string) =>
    value(await services.people.createLoginLink(operator, { email })).secret;
  return {
    services,
    tenant,
    logged,
    visitor,
    linkFor,
    setNow(instant) {
      now = instant as Instant;
    },
    async signedIn(...roles) {
      const email = `${roles.join('-')}@bluegum.example`;
      const added = await services.people.addPerson(operator, {
        email,
        name: `Robin ${roles.join(' ')}`,
        roles,
      });
      if (!added.ok && added.faults[0]?.code !== 'email_taken') value(added);
      const somebody = visitor();
      await somebody.open(`/sign-in/${await linkFor(email)}`);
      await somebody.send('Sign in');
      return somebody;
    },
  };
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.faults.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return result.value;
}
