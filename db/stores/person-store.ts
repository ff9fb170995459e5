import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { Person, PersonStore } from '#app/ports/people.ts';
import type { SlackUser } from '#core/people/person.ts';
import { slackUserTaken } from '#core/people/slack.ts';
import { conflict, fault, no, ok, type Refused } from '#core/result.ts';
import { clashOf, type Database, type Statement } from '../database.ts';
import { person, provider, slackIdentity } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { auditOfInserted, insertedId } from './inserted.ts';
import { TENANT } from './tenant.ts';
import { traceStatements } from './traces.ts';

const PERSON = {
  id: person.id,
  email: person.email,
  name: person.name,
  roles: person.roles,
  active: person.active,
  createdAt: person.createdAt,
  slack: sql<SlackUser[]>`(
    select json_group_array(json_object('teamId', team_id, 'userId', user_id))
    from slack_identity where person_id = ${person.id}
  )`.mapWith((cell: string) => JSON.parse(cell) as SlackUser[]),
};

export const makePersonStore = (db: Database): PersonStore => {
  const findOne = async (where: SQL | undefined): Promise<Person | null> => {
    const [row] = await db.orm.select(PERSON).from(person).where(where);
    return row ?? null;
  };

  return {
    find: (providerId, id) => findOne(and(eq(person.providerId, providerId), eq(person.id, id))),
    findByEmail: (providerId, email) =>
      findOne(and(eq(person.providerId, providerId), eq(person.email, email))),

    async findBySlack({ teamId, userId }) {
      const [row] = await db.orm
        .select({ id: person.id, name: person.name, roles: person.roles, tenant: TENANT })
        .from(slackIdentity)
        .innerJoin(person, eq(person.id, slackIdentity.personId))
        .innerJoin(provider, eq(provider.id, person.providerId))
        .where(
          and(eq(slackIdentity.teamId, teamId), eq(slackIdentity.userId, userId), eq(person.active, true)),
        );
      return row ?? null;
    },

    async list(providerId, { limit, cursor }) {
      const after = readKeyCursor(cursor);
      if (!after.ok) return after;
      const rows = await db.orm
        .select(PERSON)
        .from(person)
        .where(
          and(
            eq(person.providerId, providerId),
            after.value === null ? undefined : gt(person.id, after.value),
          ),
        )
        .orderBy(asc(person.id))
        .limit(limit + 1);
      return ok(pageOfRows(rows, limit, ({ id }) => id));
    },

    async add({ slack, providerId, email, name, roles, createdAt }, audit) {
      const row = { providerId, email, name, roles: [...roles], createdAt };
      const statements: Statement[] = [
        db.orm.insert(person).values(row).returning({ id: person.id }),
        auditOfInserted(db, 'person', audit),
      ];
      if (slack !== null)
        statements.push({
          sql: `insert into slack_identity (team_id, user_id, person_id, linked_at)
            select ?, ?, id, created_at from person where provider_id = ? and email = ?`,
          args: [slack.teamId, slack.userId, providerId, email],
        });
      try {
        const id = insertedId(await db.write(statements));
        return ok({ id, email, name, roles, active: true, slack: slack === null ? [] : [slack], createdAt });
      } catch (error) {
        return refusalOf(error, email);
      }
    },

    async change(providerId, id, { name, roles, active }, audit) {
      const [updated] = await db.write([
        {
          // Guarded here and not by a look beforehand: two admins could take each other's role at the same moment.
          sql: `update person set name = ?1, roles = ?2, active = ?3
            where id = ?4 and provider_id = ?5 and (
              (?3 and exists (select 1 from json_each(?2) where value = 'admin'))
              or exists (
                select 1 from person as other, json_each(other.roles) as role
                where other.provider_id = ?5 and other.id <> ?4 and other.active and role.value = 'admin'
              )
              or not (active and exists (select 1 from json_each(roles) where value = 'admin'))
            )`,
          args: [name, JSON.stringify(roles), active, id, providerId],
        },
        auditIfChanged(audit),
        ...['session', 'login_link', 'slack_identity', 'google_identity'].map((table) => ({
          sql: `delete from ${table} where person_id in (select id from person where id = ? and not active)`,
          args: [id],
        })),
      ]);
      return updated?.rowsAffected === 0
        ? conflict(
            'last_admin',
            `${name} is the last active admin: give somebody else the role first, or nobody could manage people.`,
          )
        : ok(null);
    },

    async linkSlack(personId, user, linkedAt, audit) {
      try {
        await db.write([
          {
            sql: 'delete from slack_identity where person_id = ? and team_id = ?',
            args: [personId, user.teamId],
          },
          db.orm.insert(slackIdentity).values({ ...user, personId, linkedAt }),
          ...traceStatements(db, { audit: [audit], outbox: [] }),
        ]);
        return ok(null);
      } catch (error) {
        return refusalOf(error, '');
      }
    },

    async unlinkSlack(personId, user, audit) {
      await db.write([
        db.orm
          .delete(slackIdentity)
          .where(
            and(
              eq(slackIdentity.personId, personId),
              user === null ? undefined : eq(slackIdentity.teamId, user.teamId),
              user === null ? undefined : eq(slackIdentity.userId, user.userId),
            ),
          ),
        auditIfChanged(audit),
      ]);
    },
  };
};

/** A lost race or a taken key as a refusal; anything else is thrown on. */
function refusalOf(error: unknown, email: string): Refused {
  const clash = clashOf(error);
  if (clash?.includes('person.email'))
    return no(fault('email_taken', `There is somebody with the email ${email} already.`, 'email'));
  if (clash?.includes('slack_identity')) return slackUserTaken();
  throw error;
}
