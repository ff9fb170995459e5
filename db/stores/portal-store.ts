import type { InArgs } from '@libsql/client';
import type { PortalStore } from '#app/ports/portal.ts';
import type { Database } from '../database.ts';

export const makePortalStore = (db: Database): PortalStore => ({
  async count(providerId, keys, { at, expiresAt }) {
    const results = await db.write([
      { sql: 'delete from portal_mark where expires_at <= ?', args: [at] },
      {
        sql: `insert into portal_mark (provider_id, key, count, expires_at)
              select ?, value, 1, ? from json_each(?) where true
              on conflict (provider_id, key) do update set count = count + 1`,
        args: [providerId, expiresAt, JSON.stringify(keys)],
      },
      {
        sql: `select json_group_object(key, count) from portal_mark
              where provider_id = ? and key in (select value from json_each(?))`,
        args: [providerId, JSON.stringify(keys)],
      },
    ]);
    const counts = JSON.parse(String(results[2]?.rows[0]?.[0] ?? '{}')) as Record<string, number>;
    return keys.map((key) => counts[key] ?? 0);
  },

  hasOrdered: (order) => db.readJson<boolean>(...sameOrderStatement(order)),
});

/** SQL and its parameters, so that a test can look at how it is planned. */
export const sameOrderStatement = ({
  providerId,
  email,
  packagePlanId,
  since,
}: Parameters<PortalStore['hasOrdered']>[0]): [sql: string, args: InArgs] => [
  `select iif(exists(
     select 1 from account a join "order" o on o.account_id = a.id
     where a.provider_id = :providerId and a.email is not null and lower(a.email) = lower(:email)
       and o.source = 'portal' and o.package_plan_id = :packagePlanId and o.created_at > :since
       and o.status <> 'cancelled'), 'true', 'false')`,
  { providerId, email, packagePlanId, since },
];
