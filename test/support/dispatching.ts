/** A dispatcher on a real database, with a channel that writes down what it is handed and answers as the test says. */
import type { Log } from '#app/ports/log.ts';
import type { Delivery, DeliveryChannel, Gate, NewDelivery, Notice, Outcome } from '#app/ports/outbox.ts';
import type { Instant } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { delivery, outbox } from '#db/schema/index.ts';
import { makeDispatchStore } from '#db/stores/dispatch-store.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { type Dispatcher, makeDispatcher, USUAL_LIMITS } from '#jobs/dispatch/dispatcher.ts';
import type { DispatchLimits, DispatchParts } from '#jobs/dispatch/parts.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { clockAt, SOME_MORNING, type TestClock } from './clock.ts';

export const TOPIC = 'order.halted';
export const SENT: Outcome = { outcome: 'sent' };
export const failed = (error = 'It did not go through.'): Outcome => ({ outcome: 'retry', error });

/** What a notice of a test says to be delivered. */
export interface Wish {
  readonly text: string;
  readonly target?: string;
  readonly subject?: string;
  readonly coalesceKey?: string;
  readonly delayMs?: number;
}

export interface PostOptions {
  readonly name?: string;
  readonly topics?: readonly string[];
  readonly gates?: (delivery: NewDelivery) => readonly Gate[];
  /** What becomes of a delivery; sent where nothing else is said. */
  readonly answer?: (delivery: Delivery, signal: AbortSignal) => Outcome | Promise<Outcome>;
}

export interface Post extends DeliveryChannel {
  /** Every attempt, in order. */
  readonly handed: Delivery[];
  /** The texts that arrived, in order. */
  readonly arrived: string[];
}

/** A channel that makes one delivery of each notice: `post:<target>` from its body (see `Wish`). */
export function aPost({
  name = 'post',
  topics = [TOPIC],
  gates = () => [],
  answer = () => SENT,
}: PostOptions = {}): Post {
  const handed: Delivery[] = [];
  const arrived: string[] = [];
  return {
    name,
    topics: new Set(topics),
    handed,
    arrived,
    plan: async (notices) => notices.map((notice) => plannedOf(name, notice)),
    gatesOf: gates,
    async deliver(delivery, signal) {
      handed.push(delivery);
      const outcome = await answer(delivery, signal);
      if (outcome.outcome === 'sent') arrived.push(String(delivery.body.text));
      return outcome;
    },
  };
}

function plannedOf(channel: string, { providerId, topic, dedupeKey, body }: Notice): NewDelivery {
  const wish = body as unknown as Wish;
  return {
    providerId,
    channel,
    target: wish.target ?? 'C1',
    kind: 'line',
    topic,
    subject: wish.subject ?? 'req_1',
    dedupeKey,
    body: { text: wish.text },
    coalesceKey: wish.coalesceKey ?? null,
    ...(wish.delayMs === undefined ? {} : { delayMs: wish.delayMs }),
  };
}

/** Writes notices as a deed would, in this order. */
export async function tell(
  db: Database,
  providerId: number,
  wishes: readonly (Wish | string)[],
  topic = TOPIC,
): Promise<void> {
  const at = SOME_MORNING as Instant;
  await db.write([
    db.orm.insert(outbox).values(
      wishes.map((wish) => ({
        providerId,
        topic,
        dedupeKey: crypto.randomUUID(),
        body: typeof wish === 'string' ? { text: wish } : { ...wish },
        dueAt: at,
        createdAt: at,
      })),
    ),
  ]);
}

export interface Dispatching extends Dispatcher {
  readonly clock: TestClock;
  readonly logged: { readonly level: string; readonly fields: Readonly<Record<string, unknown>> }[];
  /** Moves the clock on to when more is due and dispatches, until nothing is left to wait for. */
  untilDone(): Promise<void>;
}

/** Another instance has a clock of the same time: hand it over. */
export function aDispatcher(
  db: Database,
  channels: readonly DeliveryChannel[],
  {
    clock = clockAt(SOME_MORNING),
    limits = {},
    parts = {},
  }: {
    clock?: TestClock;
    limits?: Partial<DispatchLimits>;
    parts?: Partial<DispatchParts>;
  } = {},
): Dispatching {
  const logged: Dispatching['logged'] = [];
  const keep = (level: string) => (fields: Readonly<Record<string, unknown>>) =>
    void logged.push({ level, fields });
  const log: Log = { info: keep('info'), warn: keep('warn'), error: keep('error') };
  const dispatcher = makeDispatcher({
    channels,
    store: makeDispatchStore(db),
    leases: makeLeaseStore(db),
    clock,
    wallClock: clock,
    secrets,
    log,
    limits: { ...USUAL_LIMITS, ...limits },
    ...parts,
  });
  return {
    ...dispatcher,
    clock,
    logged,
    async untilDone() {
      for (let call = 0; call < 500; call += 1) {
        const { nextDueAt } = await dispatcher.dispatch();
        if (nextDueAt === null) return;
        if (nextDueAt > clock.now()) clock.set(nextDueAt);
      }
      throw new Error('it goes on and on');
    },
  };
}

/** As if those who hold leases had shown no sign of life for long. */
export const letLeasesRunOut = (db: Database) =>
  db.write([{ sql: `update lease set until = '2000-01-01T00:00:00.000Z'`, args: [] }]);

/** Every delivery, in the order in which they were planned. */
export const deliveriesOf = (db: Database) => db.orm.select().from(delivery).orderBy(delivery.id);
