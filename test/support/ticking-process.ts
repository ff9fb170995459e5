/**
 * A server without its doors: ticks on the database of its first argument until every day is done that is due by its clock, in
 * small chunks: URL NOW CHUNK [LIFE]. Says "ready" when it begins, each fault as it comes, and in the end how many milliseconds it took.
 * After so many milliseconds of life it kills itself, in the midst of whatever it does.
 */
import { Worker } from 'node:worker_threads';
import { makeMakeInvoices } from '#app/invoices/make-invoices.ts';
import { type Instant, instant, instantAfter } from '#core/calendar.ts';
import { openDatabase } from '#db/client.node.ts';
import { makeInvoiceStore } from '#db/stores/invoice-store.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { makeJobs } from '#jobs/jobs.ts';
import { makeTick } from '#jobs/tick.ts';
import { makeBilling } from '#src/billing-parts.ts';
import { makeServices } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { makeClock } from '#src/runtime/clock.ts';
import { secrets } from '#src/runtime/secrets.ts';

const [url = '', now = '', chunk = '', life] = process.argv.slice(2);
const chunkSize = Number(chunk);
const say = (line: string) => void process.stdout.write(`${line}\n`);
const told = ({ err, ...fields }: Readonly<Record<string, unknown>>, message: string) =>
  say(`${message} ${JSON.stringify(fields)} ${err instanceof Error ? err.message : ''}`);
const log = { info: () => {}, warn: told, error: told };

const db = await openDatabase({ url });
const clock = makeClock(instant(new Date(now)));
const background = makeBackground(() => {});
const services = makeServices({ db, clock, secrets, log, background });
const leases = makeLeaseStore(db);
const billing = makeBilling({ db, clock, secrets, background, log }, { chunkSize });
const makeInvoices = makeMakeInvoices({
  invoices: makeInvoiceStore(db),
  clock,
  secrets,
  background,
  accountsALook: chunkSize,
  linesAChunk: chunkSize,
});
const tick = makeTick({
  schedules: makeScheduleStore(db),
  leases,
  jobs: makeJobs({ ...services, billing, invoices: { ...services.invoices, makeInvoices } }),
  tendRuns: billing.tendRuns,
  announceBilling: billing.announceDue,
  keepSheets: async () => {},
  keepRerates: async () => {},
  clock,
  secrets,
  log,
});

/** What the timer says: a minute later with each tick that came too early for a day that had failed. */
let minute = now as Instant;

/** Whether nothing is left to be done; a database that is away is no reason to end, as with the timer of a server. */
const isAllDone = async (): Promise<boolean> => {
  try {
    const events = await tick(minute);
    if (events.some(({ outcome }) => outcome === 'later')) minute = instantAfter(minute, 60_000);
    return events.every(({ outcome }) => outcome === 'done');
  } catch (error) {
    say(`the tick broke off: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
};

say('ready');
// From another thread, since a statement under way keeps this one's timers waiting.
if (life !== undefined)
  new Worker(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${Number(life)})`, {
    eval: true,
  }).unref();
const began = performance.now();
while (!(await isAllDone())) await background.pause(20);
say(`all done in ${Math.round(performance.now() - began)} ms`);
db.close();
