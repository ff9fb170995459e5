import type { InArgs } from '@libsql/client';
import { and, asc, eq, getTableColumns, gt, or, sql } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { AccountStore, FoundAccount, KeptAccount } from '#app/ports/accounts.ts';
import { ok } from '#core/result.ts';
import { toTuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import { clashOf, type Database, type Statement } from '../database.ts';
import { account } from '../schema/index.ts';
import {
  isMovedAccount,
  presentAccounts,
  presentAccountsStatement,
  seenOf,
  unmovedGuard,
} from './present-accounts.ts';
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

  change(providerId, id, seen, changed, audit) {
    const { reference, invoiceAnchor } = seen;
    return unlessMoved(db, [
      unmovedGuard(providerId, [[reference, toTuple(TAB.accounts, seen), invoiceAnchor]]),
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

  merge(providerId, plan, seen, at, audit) {
    return unlessMoved(db, [
      unmovedGuard(providerId, seenOf(plan, seen)),
      accountsStatement(providerId, [...plan.added, ...plan.changed.map(([, , after]) => after)], at),
      ...traceStatements(db, { audit: [audit], outbox: [] }),
    ]);
  },
});

/** Whether the batch was written: not where one of its accounts has moved since it was seen. */
async function unlessMoved(db: Database, statements: readonly Statement[]): Promise<boolean> {
  try {
    await db.write(statements);
    return true;
  } catch (error) {
    if (isMovedAccount(error)) return false;
    throw error;
  }
}

/**
 * By the beginning of the reference, found at once, then by beginnings of words of the name, in the order of names. Names are
 * walked through in an index, until enough are found: most are told at a glance (LIKE) that they do not fit.
 */
export function accountSearchStatement(
  providerId: number,
  text: string,
  limit: number,
): [sql: string, args: InArgs] {
  const words = text.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const begin = words.map((_, n) => `and instr(' ' || lower(name), lower(:word${n}))`).join(' ');
  return [
    `select json_group_array(json(one)) from (
       select json_object('id', a.id, 'reference', a.reference, 'name', a.name, 'address', a.address) one
       from (
         select id, min(rank) rank from (
           select * from (
             select 0 rank, id from account
             where provider_id = :providerId
               and reference collate nocase >= :text and reference collate nocase < :text || char(1114111)
             order by reference collate nocase limit :limit)
           union all
           select * from (
             select 1 rank, id from account
             where provider_id = :providerId and name like :anywhere ${begin}
             order by name limit :limit))
         group by id) found
       join account a on a.id = found.id
       order by found.rank, iif(found.rank = 0, a.reference, a.name), a.reference limit :limit)`,
    {
      providerId,
      text,
      limit,
      anywhere: `%${words[0] ?? ''}%`,
      ...Object.fromEntries(words.map((word, n) => [`word${n}`, ` ${word}`])),
    },
  ];
}

const MOST_WORDS = 5;
