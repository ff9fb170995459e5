import { systemActor } from '#app/people/system-actor.ts';
import { plainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { makeBilling } from '#src/billing-parts.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { makeClock } from '#src/runtime/clock.ts';
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
const billing = makeBilling({ db, clock: makeClock(), secrets, background, log }, { chunkSize: 4 });
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
