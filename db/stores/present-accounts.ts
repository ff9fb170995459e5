/** Accounts as they are kept now, and as a deed saw them when it decided. */
import type { ResultSet } from '@libsql/client';
import type { SeenAccounts } from '#app/ports/accounts.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { KindPlan } from '#core/workbook/publish-plan.ts';
import { keyOf, type Tuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { Statement } from '../database.ts';
import { jsonOf } from './catalogue-reader.ts';
import { columnsOf, rowJson } from './catalogue-tables.ts';
import { missedGuardOf } from './guards.ts';

export const presentAccountsStatement = (providerId: number, references: readonly string[]): Statement => ({
  sql: `select json_group_array(json_array(a.id, ${rowJson('accounts', 'a')}, a.invoice_anchor))
        from json_each(:references) j cross join account a on a.provider_id = :provider and a.reference = j.value`,
  args: { provider: providerId, references: JSON.stringify([...new Set(references)]) },
});

export function presentAccounts(result: ResultSet | undefined): SeenAccounts {
  const known = jsonOf<[number, Tuple, PlainDate | null][]>(result);
  return {
    accounts: known.map(([id, tuple]) => [id, tuple]),
    invoiceAnchors: new Map(
      known.flatMap(([, [reference], anchor]) => (anchor === null ? [] : [[String(reference), anchor]])),
    ),
  };
}

/** An account as a deed saw it; a row of null: there was none of this reference. */
export type SeenAccount = readonly [reference: string, row: Tuple | null, anchor: PlainDate | null];

/** How the accounts that a plan writes were seen. */
export function seenOf(
  { added, changed }: KindPlan,
  { accounts, invoiceAnchors }: SeenAccounts,
): SeenAccount[] {
  const rows = new Map(accounts.map(([, tuple]) => [keyOf(TAB.accounts, tuple), tuple]));
  return [...added, ...changed.map(([, , after]) => after)].map((tuple): SeenAccount => {
    const reference = keyOf(TAB.accounts, tuple);
    return [reference, rows.get(reference) ?? null, invoiceAnchors.get(reference) ?? null];
  });
}

/** Fails the batch where one of the accounts is not as it was seen any more: a guard on the name (guards.ts). The set is worked out once. */
export function unmovedGuard(providerId: number, seen: readonly SeenAccount[]): Statement {
  const isAsSeen = columnsOf('accounts')
    .map((column, at) => `a.${column} is seen.value -> 1 ->> ${at}`)
    .join(' and ');
  return {
    sql: `update account set name = null where id in (
            select a.id from json_each(:seen) seen
              cross join account a on a.provider_id = :provider and a.reference = seen.value ->> 0
            where not (${isAsSeen} and a.invoice_anchor is seen.value ->> 2))`,
    args: { provider: providerId, seen: JSON.stringify(seen) },
  };
}

export const isMovedAccount = (error: unknown): boolean => missedGuardOf(error) === 'account.name';
