import { systemActor } from '#app/people/system-actor.ts';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { makeChunkStore } from '#db/stores/chunk-store.ts';
import { makeBilling } from '#src/billing-parts.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { countStatements } from './count-statements.ts';
import { type DocumentMeasured, writeDocuments } from './documents.ts';
import { serveGrid } from './grid-office.ts';
import { makeInvoicesOf, seedPending } from './invoices.ts';
import { type PublishOrder, publishRates, rawPublish, type Stages } from './publish.ts';
import { rawBilling, rawBillingOnServer } from './raw-billing.ts';
import { rawInvoices, rawInvoicesOnServer } from './raw-invoices.ts';
import { AS_OF, catalogue, PROVIDER, seedBooks, seedHistory } from './seed.ts';
import { measureSlack, type SlackMeasured, type SlackOrder } from './slack.ts';
import { rateUsage, rawUsage, seedPhones } from './usage.ts';

export interface Measured {
  readonly ms: number;
  /** Time of the processor that the work took, whoever else wanted it meanwhile. */
  readonly cpuMs: number;
  readonly rows: number;
  readonly peakMb: number;
  /** Statements for each chunk of a run, and requests that carry them. */
  readonly statements?: number;
  readonly requests?: number;
  /** Of a publish: the first version, all rows new. */
  readonly firstMs?: number;
  readonly stages?: Stages;
}

export type Order =
  | { readonly what: 'seed'; readonly url: string; readonly subscriptions: number; readonly months: number }
  | { readonly what: 'billing'; readonly url: string }
  | { readonly what: 'raw billing'; readonly file: string; readonly done: string }
  | { readonly what: 'raw billing on a server'; readonly url: string; readonly done: string }
  | {
      readonly what: 'seed pending';
      readonly url: string;
      readonly accounts: number;
      readonly months: number;
    }
  | { readonly what: 'invoices'; readonly url: string }
  | { readonly what: 'raw invoices'; readonly file: string; readonly done: string }
  | { readonly what: 'raw invoices on a server'; readonly url: string; readonly done: string }
  | { readonly what: 'documents'; readonly url: string; readonly rounds: number }
  | ({ readonly what: 'publish' } & PublishOrder)
  | { readonly what: 'raw publish'; readonly file: string; readonly done: string }
  | { readonly what: 'seed phones'; readonly url: string; readonly phones: number }
  | { readonly what: 'usage'; readonly url: string; readonly records: number; readonly phones: number }
  | { readonly what: 'raw usage'; readonly file: string; readonly done: string }
  | ({ readonly what: 'slack' } & SlackOrder)
  | { readonly what: 'grid'; readonly url: string; readonly rates: number };

const TENANT = {
  providerId: PROVIDER,
  providerCode: 'bench',
  providerName: 'Bench Telecom',
  timeZone: 'Australia/Melbourne',
};
const clock = { now: () => '2026-04-01T00:00:00.000Z' as never };

async function measure(
  order: Order,
): Promise<
  | Omit<Measured, 'peakMb'>
  | { readonly slack: SlackMeasured }
  | { readonly documents: DocumentMeasured[] }
  | { readonly stopped: true }
> {
  switch (order.what) {
    case 'seed':
      return seed(order.url, order.subscriptions, async (db) => {
        await seedBooks(db, order.subscriptions);
        await seedHistory(db, order.months);
      });
    case 'seed pending':
      return seed(order.url, order.accounts, (db) => seedPending(db, order.accounts, order.months));
    case 'billing':
      return runBilling(order.url);
    case 'raw billing':
      return rawBilling(order, timed);
    case 'raw billing on a server':
      return rawBillingOnServer(order, timed);
    case 'invoices':
      return makeInvoicesOf(order, { actor: systemActor(TENANT, 'cli'), secrets, timed });
    case 'raw invoices':
      return rawInvoices(order, timed);
    case 'raw invoices on a server':
      return rawInvoicesOnServer(order, timed);
    case 'documents':
      return {
        documents: await writeDocuments(order, { actor: systemActor(TENANT, 'cli'), secrets, timed }),
      };
    case 'publish':
      return publishRates(order, { actor: systemActor(TENANT, 'cli'), clock, secrets, timed });
    case 'raw publish':
      return rawPublish(order, timed);
    case 'seed phones':
      return { ...(await timed(() => seedPhones(order.url, order.phones))), rows: order.phones };
    case 'usage':
      return rateUsage(order, { actor: systemActor(TENANT, 'cli'), clock, secrets, timed });
    case 'raw usage':
      return rawUsage(order, timed);
    case 'slack':
      return { slack: await measureSlack(order) };
    case 'grid':
      await serveGrid(order);
      return { stopped: true };
  }
}

async function seed(
  url: string,
  rows: number,
  fill: (db: Database) => Promise<void>,
): Promise<Omit<Measured, 'peakMb'>> {
  const db = await openDatabase({ url });
  const time = await timed(() => fill(db));
  // Everything into the one file, so that copying the file copies the books.
  if (url.startsWith('file:')) await db.readAll([{ sql: 'pragma wal_checkpoint(truncate)', args: [] }]);
  db.close();
  return { ...time, rows };
}

export type Timed = typeof timed;

async function timed(work: () => unknown): Promise<Pick<Measured, 'ms' | 'cpuMs'>> {
  const cpu = process.threadCpuUsage();
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  const { user, system } = process.threadCpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000 };
}

/** The real run, as the API starts it. */
async function runBilling(url: string): Promise<Omit<Measured, 'peakMb'>> {
  const counted = countStatements(await openDatabase({ url }));
  const { db } = counted;
  let chunks = 0;
  const store = makeChunkStore(db);
  const billing = makeBilling(
    {
      db,
      clock,
      secrets,
      background: makeBackground(() => {}),
      log: { info: () => {}, warn: console.warn, error: console.error },
    },
    {
      catalogue,
      chunks: {
        ...store,
        writeChunk: (...chunk) => {
          chunks += 1;
          return store.writeChunk(...chunk);
        },
      },
    },
  );
  let rows = 0;
  const time = await timed(async () => {
    const run = await billing.startBillingRun(systemActor(TENANT, 'cli'), {
      asOf: AS_OF,
      mode: 'commit',
      previewHash: null,
      waitSeconds: 3_600,
    });
    if (!run.ok || run.value.status !== 'done')
      throw new Error(`the run did not succeed: ${JSON.stringify(run)}`);
    for (const { lines } of Object.values(run.value.tally.sell)) rows += lines;
  });
  const { statements, requests } = counted.count();
  db.close();
  return { ...time, rows, statements: statements / chunks, requests: requests / chunks };
}

const [text] = process.argv.slice(2);
if (text !== undefined) {
  const measured = await measure(JSON.parse(text) as Order);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ ...measured, peakMb }));
  process.exit(0);
}
