/** Pending lines straight into the ledger, and the makers that turn them into invoices. */
import { makeMakeInvoices } from '#app/invoices/make-invoices.ts';
import type { InvoiceStore } from '#app/ports/invoices.ts';
import type { Tenant } from '#app/ports/platform.ts';
import type { Side } from '#core/catalogue/rows.ts';
import { cents, GST, taxOn } from '#core/money.ts';
import type { Database } from '#db/database.ts';
import { makeInvoiceStore } from '#db/stores/invoice-store.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { fixedClock } from './ledger-builders.ts';

export interface LineToInsert {
  readonly accountId: number;
  /** Cents ex tax. */
  readonly amount: number;
  readonly side?: Side;
  readonly generatedOn?: string;
}

/** Any number of lines in one statement, as purchases leave them: of no term. */
export async function insertLines(
  db: Database,
  tenant: Tenant,
  lines: readonly LineToInsert[],
): Promise<void> {
  const rows = lines.map(({ accountId, amount, side = 'sell', generatedOn = '2026-03-01' }) => [
    accountId,
    side,
    amount,
    taxOn(cents(amount), GST),
    generatedOn,
  ]);
  await db.write([
    {
      sql: `insert into cardline (provider_id, account_id, side, kind, period_start, "from", "to", generated_on, amount, tax,
          tax_rate, fee, catalogue_version)
        select ${tenant.providerId}, value ->> 0, value ->> 1, 6, value ->> 4, value ->> 4, value ->> 4, value ->> 4,
          value ->> 2, value ->> 3, ${GST}, abs(value ->> 2), 1 from json_each(?)`,
      args: [JSON.stringify(rows)],
    },
  ]);
}

interface MakerOptions {
  readonly now?: string;
  readonly accountsALook?: number;
  readonly linesAChunk?: number;
  /** Called before each chunk after the first. */
  readonly pause?: () => Promise<void>;
  readonly store?: InvoiceStore;
}

export const aMaker = (
  db: Database,
  { now = '2026-12-31T00:00:00.000Z', pause = async () => {}, store, ...sizes }: MakerOptions = {},
) =>
  makeMakeInvoices({
    invoices: store ?? makeInvoiceStore(db),
    clock: fixedClock(now),
    secrets,
    background: { pause },
    ...sizes,
  });

/** All invoices in the order of their numbers. */
export const invoicesIn = async (db: Database, tenant: Tenant): Promise<KeptRow[]> => {
  const rows = await db.readJson<KeptRow[]>(
    `select json_group_array(json_object('sequence', i.sequence, 'number', i.number, 'account', a.reference,
       'issuedOn', i.issued_on, 'from', i.period_from, 'to', i.period_to, 'amount', i.amount, 'tax', i.tax,
       'lines', (select count(*) from cardline c where c.invoice_id = i.id)))
     from invoice i join account a on a.id = i.account_id where i.provider_id = ?`,
    [tenant.providerId],
  );
  return rows.sort((a, b) => a.sequence - b.sequence);
};

export interface KeptRow {
  readonly sequence: number;
  readonly number: string;
  readonly account: string;
  readonly issuedOn: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly tax: number;
  readonly lines: number;
}

/** Lines of what accounts pay that no invoice has taken. */
export const pendingIn = (db: Database, tenant: Tenant) =>
  db.readJson<number[]>(
    `select json_group_array(amount) from cardline
     where provider_id = ? and side = 'sell' and invoice_id is null`,
    [tenant.providerId],
  );

/** Invoices whose sums are not those of their lines: there is never one. */
export const unbalanced = (db: Database) =>
  db.readJson<string[]>(
    `select json_group_array(number) from (
       select i.number from invoice i left join cardline c on c.invoice_id = i.id group by i.id
       having i.amount <> coalesce(sum(c.amount), 0) or i.tax <> coalesce(sum(c.tax), 0) or count(c.id) = 0
         or sum(c.account_id <> i.account_id or c.provider_id <> i.provider_id or c.side <> 'sell') > 0)`,
    [],
  );
