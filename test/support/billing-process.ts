/**
 * Another process that bills a day of "bluegum", on the database of its first argument: URL DAY [SIGNAL WRITE]. Says "ready"
 * when it begins. At its so-manieth write it says "struck" and sends itself the signal, before the write is made. Says in the end how
 * its run stands.
 */
import { type BillingServices, makeBillingServices } from '#app/billing/services.ts';
import { systemActor } from '#app/people/system-actor.ts';
import { plainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { makeBillingDayStore } from '#db/stores/billing-day-store.ts';
import { makeBillingProgressStore } from '#db/stores/billing-progress-store.ts';
import { makeBillingReportStore } from '#db/stores/billing-report-store.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeCatalogueStore } from '#db/stores/catalogue-store.ts';
import { makeChunkStore } from '#db/stores/chunk-store.ts';
import { makeLedgerStore } from '#db/stores/ledger-store.ts';
import { makePeriodStore } from '#db/stores/period-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { makeClock } from '#src/runtime/clock.ts';
import { makeRunPool } from '#src/runtime/run-pool.ts';
import { secrets } from '#src/runtime/secrets.ts';

const [url = '', day = '', signal, write] = process.argv.slice(2);
const opened = await openDatabase({ url });
const tenant = await makeProviderStore(opened).findTenant('bluegum');
if (tenant === null) throw new Error('there is no bluegum');
const db = signal === undefined ? opened : struckAt(opened, Number(write));

function struckAt(original: Database, last: number): Database {
  let writes = 0;
  return {
    ...original,
    orm: original.orm,
    write(statements) {
      writes += 1;
      if (writes === last) {
        process.stdout.write('struck\n');
        process.kill(process.pid, signal);
      }
      return original.write(statements);
    },
  };
}

const complain = (fields: object, message: string) =>
  void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);

const background = makeBackground(() => {});
const log = { info: () => {}, warn: complain, error: complain };
const billing: BillingServices = makeBillingServices({
  runs: makeBillingRunStore(db),
  chunks: makeChunkStore(db),
  ledger: makeLedgerStore(db),
  reports: makeBillingReportStore(db),
  days: makeBillingDayStore(db),
  progress: makeBillingProgressStore(db),
  periods: makePeriodStore(db),
  catalogue: makeCatalogueReader(db),
  versions: makeCatalogueStore(db),
  clock: makeClock(),
  secrets,
  background,
  log,
  queue: makeRunPool({ background, log, goOn: (run) => billing.goOnWithRun(run) }),
  chunkSize: 4,
});
process.stdout.write('ready\n');
const run = await billing.startBillingRun(systemActor(tenant, 'cli'), {
  asOf: plainDate(day),
  mode: 'commit',
  previewHash: null,
  waitSeconds: 60,
});
if (!run.ok) throw new Error(run.faults.map(({ message }) => message).join(' '));
process.stdout.write(`${formatId('run', run.value.id)} is ${run.value.status}\n`);
db.close();
