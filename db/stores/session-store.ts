import { and, eq, gt } from 'drizzle-orm';
import type { KnownPerson, SessionStore } from '#app/ports/people.ts';
import type { Instant } from '#core/calendar.ts';
import type { Database } from '../database.ts';
import { loginLink, person, provider, session } from '../schema/index.ts';
import { TENANT } from './tenant.ts';
import { traceStatements } from './traces.ts';

export const makeSessionStore = (db: Database): SessionStore => {
  const find = async (hash: string, at: Instant): Promise<KnownPerson | null> => {
    const [row] = await db.orm
      .select({ id: person.id, name: person.name, roles: person.roles, tenant: TENANT })
      .from(session)
      .innerJoin(person, eq(person.id, session.personId))
      .innerJoin(provider, eq(provider.id, person.providerId))
      .where(and(eq(session.hash, hash), gt(session.expiresAt, at), eq(person.active, true)));
    return row ?? null;
  };

  return {
    find,

    async addLink(link, audit) {
      await db.write([
        db.orm.insert(loginLink).values(link),
        ...traceStatements(db, { audit: [audit], outbox: [] }),
      ]);
    },

    async redeemLink(linkHash, { hash, createdAt, expiresAt }, via) {
      await db.write([
        { sql: 'delete from session where expires_at <= ?', args: [createdAt] },
        { sql: 'delete from login_link where expires_at <= ?', args: [createdAt] },
        // Each statement goes on only where the one before did something: of two who open the link, one gets in.
        {
          sql: `update login_link set used_at = ?1 where hash = ?2 and used_at is null
            and exists (select 1 from person where id = login_link.person_id and active)`,
          args: [createdAt, linkHash],
        },
        {
          sql: `insert into session (hash, person_id, created_at, expires_at)
            select ?1, person_id, ?2, ?3 from login_link where hash = ?4 and changes() > 0`,
          args: [hash, createdAt, expiresAt, linkHash],
        },
        {
          sql: `insert into audit (provider_id, at, actor, via, action, subject, details)
            select provider_id, ?1, name, ?2, 'person.signed_in', 'usr_' || id, '{}'
            from person where id = (select person_id from login_link where hash = ?3) and changes() > 0`,
          args: [createdAt, via, linkHash],
        },
      ]);
      return find(hash, createdAt);
    },

    async close(hash) {
      await db.write([db.orm.delete(session).where(eq(session.hash, hash))]);
    },
  };
};
