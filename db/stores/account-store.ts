import type { InArgs } from '@libsql/client';
import { and, asc, eq, getTableColumns, gt, or, sql } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { AccountStore, FoundAccount, KeptAccount } from '#app/ports/accounts.ts';
import { ok } from '#core/result.ts';
import { clashOf, type Database } from '../database.ts';
import { account } from '../schema/index.ts';
import { presentAccounts, presentAccountsStatement } from './present-accounts.ts';
import { accountsStatement } from './publish-statements.ts';
import { traceStatements } from './traces.ts';

const {
  providerId: _provider,
  firstSubscriptionStart: _start,
  parkedAt: _parked,
  ...KEPT
} = getTableColumns(account);

export const makeAccountStore = (db: Database): AccountStore => ({
  async find(providerId, wanted) {
    const [row] = await db.orm
      .select(KEPT)
      .from(account)
      .where(
        and(
          eq(account.providerId, providerId),
          'id' in wanted ? eq(account.id, wanted.id) : eq(account.reference, wanted.reference),
        ),
      );
    return row ?? null;
  },

  async page(providerId, { text }, { limit, cursor }) {
    const after = readKeyCursor(cursor);
    if (!after.ok) return after;
    const rows: KeptAccount[] = await db.orm
      .select(KEPT)
      .from(account)
      .where(
        and(
          eq(account.providerId, providerId),
          text === undefined
            ? undefined
            : or(
                ...[account.reference, account.name, account.email].map(
                  (column) => sql`instr(lower(${column}), lower(${text})) > 0`,
                ),
              ),
          after.value === null
            ? undefined
            : gt(
                account.reference,
                sql`(select reference from account where id = ${after.value} and provider_id = ${providerId})`,
              ),
        ),
      )
      .orderBy(asc(account.reference))
      .limit(limit + 1);
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  search: (providerId, text, limit) =>
    db.readJson<FoundAccount[]>(...accountSearchStatement(providerId, text, limit)),

  async add(providerId, added, at, audit) {
    try {
      const [inserted] = await db.write([
        db.orm
          .insert(account)
          .values({ ...added, providerId, createdAt: at })
          .returning({ id: account.id }),
        ...traceStatements(db, { audit: [audit], outbox: [] }),
      ]);
      return Number(inserted?.rows[0]?.[0]);
    } catch (error) {
      if (clashOf(error)?.includes('account.reference')) return null;
      throw error;
    }
  },

  async change(providerId, id, changed, audit) {
    await db.write([
      db.orm
        .update(account)
        .set(changed)
        .where(and(eq(account.providerId, providerId), eq(account.id, id))),
      ...traceStatements(db, { audit: [audit], outbox: [] }),
    ]);
  },

  async present(providerId, references) {
    const [result] = await db.readAll([presentAccountsStatement(providerId, references)]);
    return presentAccounts(result);
  },

  async merge(providerId, { added, changed }, at, audit) {
    await db.write([
      accountsStatement(providerId, [...added, ...changed.map(([, , after]) => after)], at),
      ...traceStatements(db, { audit: [audit], outbox: [] }),
    ]);
  },
});

/**
 * Names and references are looked through in one index that holds both, which takes a fraction of what the rows would. LIKE does
 * not heed capitals; what was typed stands for itself.
 */
export function accountSearchStatement(
  providerId: number,
  text: string,
  limit: number,
): [sql: string, args: InArgs] {
  const words = text.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const begins = (place: number) =>
    `(name like :w${place} escape '\\' or name like '% ' || :w${place} escape '\\')`;
  const named = words.length === 0 ? '1' : words.map((_, place) => begins(place)).join(' and ');
  return [
    `select json_group_array(json(one)) from (
       select json_object('id', a.id, 'reference', a.reference, 'name', a.name, 'address', a.address) one
       from (
         select id, name, reference, iif(reference like :whole escape '\\', 0, iif(name like :whole escape '\\', 1, 2)) rank
         from account
         where provider_id = :providerId and (reference like :whole escape '\\' or ${named})
         order by rank, name, reference limit :limit) found
       join account a on a.id = found.id
       order by found.rank, found.name, found.reference)`,
    {
      providerId,
      limit,
      whole: `${likeText(text)}%`,
      ...Object.fromEntries(words.map((word, place) => [`w${place}`, `${likeText(word)}%`])),
    },
  ];
}

const MOST_WORDS = 5;

const likeText = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
