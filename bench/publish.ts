/** Publishing a large rate card: from what it is read from to a published version, stage by stage, and the same rows written raw. */
import { DatabaseSync } from 'node:sqlite';
import { makeCatalogueServices } from '#app/catalogue/services.ts';
import type { Actor, Clock, Secrets } from '#app/ports/platform.ts';
import type { RevisedWorkbook, SentFile } from '#app/ports/workbook.ts';
import { makeWorkbookServices } from '#app/workbook/services.ts';
import type { Result } from '#core/result.ts';
import { checkWorkbook, type RawWorkbook } from '#core/workbook/check-workbook.ts';
import type { PresentRows } from '#core/workbook/present.ts';
import { planPublish } from '#core/workbook/publish-plan.ts';
import { openDatabase } from '#db/client.node.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeCatalogueStore } from '#db/stores/catalogue-store.ts';
import { makeChangeSetStore } from '#db/stores/change-set-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { makeRowHistoryReader } from '#db/stores/row-history-store.ts';
import { makeUsageReader } from '#db/stores/usage-reader.ts';
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
  /** The CSV of each tab, one .xlsx, the built-in workbook, or rows that are in memory already as a spreadsheet service answers them. */
  readonly from: 'csv' | 'xlsx' | 'workbook' | 'fetched';
}

/** Milliseconds of the processor that a publish took: of `check` and `diff` done again alone, of `rest` what submitting did besides. */
export interface Stages {
  readonly read: number;
  /** Reading what is in force. */
  readonly present: number;
  readonly check: number;
  readonly diff: number;
  /** Hashes and impact. */
  readonly rest: number;
  /** Storing the change set. */
  readonly store: number;
  readonly publish: number;
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

/** One rate in so many gets another price. */
const CHANGED = 100;

/**
 * A first version with all rates, then, timed, a second one in which every hundredth rate has another price. The built-in workbook
 * was filled with them right before.
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
  const watch = makeWatch();
  const kept = makeWorkbookStore(db);
  const catalogue = makeCatalogueStore(db);
  const changeSets = makeChangeSetStore(db);
  let fetched: RawWorkbook = { tabs: [] };
  const seen: { workbook?: RawWorkbook; present?: PresentRows } = {};
  const services = makeCatalogueServices({
    catalogue: {
      ...catalogue,
      present: async (...asked) => {
        seen.present = await watch('present', () => catalogue.present(...asked));
        return seen.present;
      },
    },
    reader: makeCatalogueReader(db),
    rowHistory: makeRowHistoryReader(db),
    providers: makeProviderStore(db),
    usageSums: makeUsageReader(db),
    changeSets: { ...changeSets, add: (...added) => watch('store', () => changeSets.add(...added)) },
    workbook: {
      ...kept,
      ...(from === 'fetched' ? { revision: async () => 'fetched' } : {}),
      read: async (providerId) => {
        const read = await watch(
          'read',
          async (): Promise<RevisedWorkbook> =>
            from === 'fetched' ? { ...fetched, revision: 'fetched' } : kept.read(providerId),
        );
        seen.workbook = read;
        return read;
      },
    },
    files: {
      ...workbookFiles,
      read: async (files) => {
        const read = await watch('read', () => workbookFiles.read(files));
        if (read.ok) seen.workbook = read.value;
        return read;
      },
    },
    clock,
    secrets,
    runs: makeBillingRunStore(db),
  });
  const books = makeWorkbookServices({
    workbook: kept,
    files: workbookFiles,
    catalogue,
    clock,
    runs: makeBillingRunStore(db),
  });
  const publish = async (price: (n: number) => string) => {
    const files = sheets(rates, price);
    if (from === 'workbook') accepted(await books.importFiles(actor, files));
    if (from === 'fetched') fetched = { tabs: files.map(rawTab) };
    const sent = from === 'xlsx' ? [asXlsx(files)] : files;
    const source =
      from === 'workbook' || from === 'fetched' ? ({ source: 'workbook' } as const) : { files: sent };
    watch.reset();
    let submitMs = 0;
    const time = await timed(async () => {
      const began = cpuNow();
      const submitted = accepted(await services.submitChanges(actor, source));
      submitMs = cpuNow() - began;
      if (submitted.status !== 'pending')
        throw new Error(
          `the change set is ${submitted.status}: ${JSON.stringify(submitted.faults.slice(0, 3))}`,
        );
      accepted(await services.approveChanges(actor, submitted.id));
    });
    return { ...time, submitMs };
  };
  const first = await publish(() => '0.25');
  const { submitMs, ...second } = await publish((n) => (n % CHANGED === 0 ? '0.27' : '0.25'));
  const { read, present, store } = watch.spent;
  const alone = againAlone(seen);
  db.close();
  const stages: Stages = {
    read,
    present,
    store,
    ...alone,
    rest: Math.max(0, submitMs - read - present - store - alone.check - alone.diff),
    publish: second.cpuMs - submitMs,
  };
  return { ...second, rows: rates, firstMs: first.ms, stages };
}

/** Of this thread, in milliseconds: what else the machine does meanwhile is not in it. */
function cpuNow(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Adds up what stages take. */
function makeWatch() {
  const spent = { read: 0, present: 0, store: 0 };
  const watch = async <T>(stage: keyof typeof spent, work: () => Promise<T>): Promise<T> => {
    const began = cpuNow();
    const done = await work();
    spent[stage] += cpuNow() - began;
    return done;
  };
  return Object.assign(watch, {
    spent,
    reset: () => Object.assign(spent, { read: 0, present: 0, store: 0 }),
  });
}

/** Check and diff of what was just submitted. */
function againAlone({ workbook, present }: { workbook?: RawWorkbook; present?: PresentRows }) {
  if (!workbook || !present) throw new Error('nothing was submitted');
  const began = cpuNow();
  const checked = checkWorkbook(workbook, present);
  const done = cpuNow();
  planPublish(checked, present);
  return { check: done - began, diff: cpuNow() - done };
}

const decoder = new TextDecoder();
const cellsOf = ({ bytes }: SentFile): (string | null)[][] =>
  decoder
    .decode(bytes)
    .split('\r\n')
    .map((line) => line.split(',').map((cell) => (cell === '' ? null : cell)));
const titleOf = ({ name }: SentFile): string => name.replace('.csv', '');

function rawTab(file: SentFile) {
  const [headings = [], ...rows] = cellsOf(file);
  return { title: titleOf(file), headings, rows: rows.map((cells, at) => ({ row: at + 2, cells })) };
}

function asXlsx(files: readonly SentFile[]): SentFile {
  const tabs = files.map((file) => {
    const [headings = [], ...rows] = cellsOf(file);
    return { title: titleOf(file), headings: headings.map(String), rows };
  });
  return { name: 'workbook.xlsx', bytes: workbookFiles.toXlsx(tabs) };
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
