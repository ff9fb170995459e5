import { and, eq, gt, isNull } from 'drizzle-orm';
import type { GoogleStore } from '#app/ports/google.ts';
import { googleLinkSpent, googleUserTaken } from '#core/people/google.ts';
import { ok } from '#core/result.ts';
import type { Database } from '../database.ts';
import { googleIdentity, person, provider, googleLink as table } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { TENANT } from './tenant.ts';

export const makeGoogleStore = (db: Database): GoogleStore => {
  const find: GoogleStore['link'] = async (hash, at) => {
    const [row] = await db.orm
      .select({ subject: table.subject, email: table.email })
      .from(table)
      .where(and(eq(table.hash, hash), isNull(table.usedAt), gt(table.expiresAt, at)));
    return row ?? null;
  };

  return {
    async findByGoogle(subject) {
      const [row] = await db.orm
        .select({ id: person.id, name: person.name, roles: person.roles, tenant: TENANT })
        .from(googleIdentity)
        .innerJoin(person, eq(person.id, googleIdentity.personId))
        .innerJoin(provider, eq(provider.id, person.providerId))
        .where(and(eq(googleIdentity.subject, subject), eq(person.active, true)));
      return row ?? null;
    },

    async addLink(hash, { subject, email }, { at, until }) {
      await db.write([
        { sql: 'delete from google_link where expires_at <= ?', args: [at] },
        db.orm.insert(table).values({ hash, subject, email, expiresAt: until }),
      ]);
    },

    link: find,

    async redeemLink(hash, personId, at, audit) {
      const args = [personId, hash, at];
      const [used] = await db.write([
        {
          sql: `update google_link set used_at = ?3, used_by = ?1
          where hash = ?2 and used_at is null and expires_at > ?3 and not exists (
            select 1 from google_identity
            where subject = google_link.subject and person_id <> ?1
          )`,
          args,
        },
        auditIfChanged(audit),
        // Only where the link was used up just now, by this person.
        {
          sql: `delete from google_identity where person_id = (
            select used_by from google_link where hash = ?2 and used_by = ?1 and used_at = ?3
          )`,
          args,
        },
        {
          sql: `insert into google_identity (subject, email, person_id, linked_at)
          select subject, email, ?1, ?3 from google_link where hash = ?2 and used_by = ?1 and used_at = ?3`,
          args,
        },
      ]);
      if (used?.rowsAffected === 1) return ok(null);
      return (await find(hash, at)) === null ? googleLinkSpent() : googleUserTaken();
    },

    async unlink(subject, audit) {
      await db.write([
        db.orm.delete(googleIdentity).where(eq(googleIdentity.subject, subject)),
        auditIfChanged(audit),
      ]);
    },
  };
};
