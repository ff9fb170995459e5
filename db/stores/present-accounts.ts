/** The accounts that a workbook names, as they are kept now. */
import type { ResultSet } from '@libsql/client';
import type { PlainDate } from '#core/calendar.ts';
import type { PresentRow, PresentRows } from '#core/workbook/present.ts';
import type { Tuple } from '#core/workbook/tab.ts';
import type { Statement } from '../database.ts';
import { jsonOf } from './catalogue-reader.ts';
import { rowJson } from './catalogue-tables.ts';

export const presentAccountsStatement = (providerId: number, references: readonly string[]): Statement => ({
  sql: `select json_group_array(json_array(a.id, ${rowJson('accounts', 'a')}, a.invoice_anchor))
        from json_each(:references) j cross join account a on a.provider_id = :provider and a.reference = j.value`,
  args: { provider: providerId, references: JSON.stringify([...new Set(references)]) },
});

export function presentAccounts(result: ResultSet | undefined): {
  readonly accounts: readonly PresentRow[];
  readonly invoiceAnchors: PresentRows['invoiceAnchors'];
} {
  const known = jsonOf<[number, Tuple, PlainDate | null][]>(result);
  return {
    accounts: known.map(([id, tuple]) => [id, tuple]),
    invoiceAnchors: new Map(
      known.flatMap(([, [reference], anchor]) => (anchor === null ? [] : [[String(reference), anchor]])),
    ),
  };
}
