/** Publishing a large rate card: from the CSV of a tab to a published version, and the same rows written raw. */
import { DatabaseSync } from 'node:sqlite';
import { makeCatalogueServices } from '#app/catalogue/services.ts';
import type { Actor, Clock, Secrets } from '#app/ports/platform.ts';
import { makeWorkbookServices } from '#app/workbook/services.ts';
import type { Result } from '#core/result.ts';
import { openDatabase } from '#db/client.node.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeCatalogueStore } from '#db/stores/catalogue-store.ts';
import { makeChangeSetStore } from '#db/stores/change-set-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { makeRowHistoryReader } from '#db/stores/row-history-store.ts';
import { makeWorkbookStore } from '#db/stores/workbook-store.ts';
import { workbookFiles } from '#sheets/files.ts';
import type { Measured, Timed } from './measure.ts';
import { rowsOf } from './rows.ts';

interface Parts {
  readonly actor: Actor;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly timed: Timed;
}

export interface PublishOrder {
  readonly url: string;
  readonly rates: number;
  readonly from: 'files' | 'workbook';
}

const STARTS = ['2025-01-01', '2025-07-01', '2026-01-01', '2026-04-01', '2026-07-01'];
const encoder = new TextEncoder();

/** Five prices a tariff, each from another day on. */
function sheets(rates: number, price: (n: number) => string) {
  const tariffs = Array.from({ length: rates / STARTS.length }, (_, n) => `61${String(n).padStart(8, '0')}`);
  const file = (name: string, lines: readonly string[]) => ({
    name,
    bytes: encoder.encode(lines.join('\r\n')),
  });
  return [
    file('Rate Cards.csv', [
      'Code,Name,Buy or Sell,Service Type,Approval Status',
      'VOICE,Voice,Sell,Telephony,Saleable',
    ]),
    file('Tariffs.csv', [
      'Tariff Key,Description,Usage Type,Unit,Parent,Supplier',
      ...tariffs.map((key) => `${key},Calls to ${key},Voice,second,,`),
    ]),
    file('Rates.csv', [
      'Rate Card,Tariff Key,Band,Profile,Flagfall,Price,Per,Minimum,Increment,From Quantity,Minimum Charge,Maximum Charge,Effective From,Effective To',
      ...tariffs.flatMap((key, tariff) =>
        STARTS.map(
          (from, n) =>
            `VOICE,${key},,Rate Per,0.39,${price(tariff * STARTS.length + n)},60,60,60,0,,,${from},`,
        ),
      ),
    ]),
  ];
}

/**
 * A first version with all rates, then, timed, a second one in which every twentieth rate has another price: from the CSV of
 * each tab, or from the built-in workbook, which was filled with them right before.
 */
export async function publishRates(
  { url, rates, from }: PublishOrder,
  { actor, clock, secrets, timed }: Parts,
): Promise<Omit<Measured, 'peakMb'>> {
  const db = await openDatabase({ url });
  await db.write([
    {
      sql: `insert into provider (id, code, name, time_zone, created_at)
        values (1, 'bench', 'Bench Telecom', 'Australia/Melbourne', '2020-01-01T00:00:00.000Z')`,
      args: [],
    },
  ]);
  const services = makeCatalogueServices({
    catalogue: makeCatalogueStore(db),
    reader: makeCatalogueReader(db),
    changeSets: makeChangeSetStore(db),
    workbook: makeWorkbookStore(db),
    files: workbookFiles,
    rowHistory: makeRowHistoryReader(db),
    providers: makeProviderStore(db),
    clock,
    secrets,
  });
  const books = makeWorkbookServices({
    workbook: makeWorkbookStore(db),
    files: workbookFiles,
    catalogue: makeCatalogueStore(db),
    clock,
    runs: makeBillingRunStore(db),
  });
  const publish = async (price: (n: number) => string) => {
    const files = sheets(rates, price);
    if (from === 'workbook') accepted(await books.importFiles(actor, files));
    return timed(async () => {
      const source = from === 'workbook' ? ({ source: 'workbook' } as const) : { files };
      const submitted = accepted(await services.submitChanges(actor, source));
      if (submitted.status !== 'pending')
        throw new Error(
          `the change set is ${submitted.status}: ${JSON.stringify(submitted.faults.slice(0, 3))}`,
        );
      accepted(await services.approveChanges(actor, submitted.id));
    });
  };
  const first = await publish(() => '0.25');
  const second = await publish((n) => (n % 20 === 0 ? '0.27' : '0.25'));
  db.close();
  return { ...second, rows: rates, firstMs: first.ms };
}

function accepted<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.faults.map(({ message }) => message).join(' '));
  return result.value;
}

/** The first version's rates, ready in memory, by one prepared statement in one transaction. */
export async function rawPublish(
  { file, done }: { readonly file: string; readonly done: string },
  timed: Timed,
): Promise<Omit<Measured, 'peakMb'>> {
  const finished = new DatabaseSync(done);
  const rates = rowsOf(finished, 'select * from rate where from_version = 1 order by id');
  finished.close();
  const db = new DatabaseSync(file);
  db.exec('pragma journal_mode = wal; pragma foreign_keys = off');
  const time = await timed(() => {
    db.exec('begin immediate');
    const insert = db.prepare(`insert into rate values (${rates[0]?.map(() => '?')})`);
    for (const rate of rates) insert.run(...rate);
    db.exec('commit');
  });
  db.close();
  return { ...time, rows: rates.length };
}
