/**
 * A process that dispatches on a database: `dispatch` says what it hands over, one line each, and ends when nothing is due;
 * `hang` does the same, but never answers for a first delivery that says "one".
 */
import type { Log } from '#app/ports/log.ts';
import { openDatabase } from '#db/client.node.ts';
import { makeDispatchStore } from '#db/stores/dispatch-store.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeDispatcher, USUAL_LIMITS } from '#jobs/dispatch/dispatcher.ts';
import { makeClock } from '#src/runtime/clock.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { aPost } from './dispatching.ts';

const [url = '', deed] = process.argv.slice(2);
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

const db = await openDatabase({ url });
const clock = makeClock();
const post = aPost({
  answer({ body, isRepeat }) {
    process.stdout.write(`${body.text}${isRepeat ? ', a repeat' : ''}\n`);
    return deed === 'hang' && body.text === 'one' ? new Promise(() => {}) : { outcome: 'sent' };
  },
});
const { dispatch } = makeDispatcher({
  channels: [post],
  store: makeDispatchStore(db),
  leases: makeLeaseStore(db),
  clock,
  wallClock: clock,
  secrets,
  log: silent,
  limits: USUAL_LIMITS,
});
process.stdout.write('ready\n');
await dispatch();
db.close();
