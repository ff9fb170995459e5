/** A retailer, its wholesaler and their carrier, on a real database, with the deeds of the carrier workflow. */
import type { Actor } from '#app/ports/platform.ts';
import { makeWorkflowServices, type WorkflowServices } from '#app/workflow/services.ts';
import type { BatchTaken } from '#app/workflow/take-batch-file.ts';
import { plainDate } from '#core/calendar.ts';
import type { Result } from '#core/result.ts';
import type { Database } from '#db/database.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeOrderStore } from '#db/stores/order-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { makeAlertStore } from '#db/stores/workflow-alert-store.ts';
import { makeBatchFileStore } from '#db/stores/workflow-batch-store.ts';
import { makeCarrierStore } from '#db/stores/workflow-carrier-store.ts';
import { makeActivityFileStore } from '#db/stores/workflow-collect-store.ts';
import { hookSecret } from '#http/webhook-signature.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { anOrdering, aWish, done, type Ordering, rowsOf } from '#test/app/orders/ordering.ts';
import { anActor } from '#test/support/builders.ts';
import type { TestClock } from '#test/support/clock.ts';

export const CARRIER = 'opti-carrier';
export const PAGE = { limit: 50, cursor: null };
const INSTALLATION_SECRET = 'an installation secret of some length';

export const workflowServicesOn = (
  db: Database,
  clock: TestClock,
  overrides: Partial<Parameters<typeof makeWorkflowServices>[0]> = {},
): WorkflowServices =>
  makeWorkflowServices({
    carriers: makeCarrierStore(db),
    activityFiles: makeActivityFileStore(db),
    batchFiles: makeBatchFileStore(db),
    alerts: makeAlertStore(db),
    orders: makeOrderStore(db),
    catalogue: makeCatalogueReader(db),
    providers: makeProviderStore(db),
    clock,
    secrets,
    sourceSecrets: (source) => hookSecret(INSTALLATION_SECRET, source),
    // That services were not collected is an error in the log, for the operators; those who test it listen.
    log: { info: () => {}, warn: () => {}, error: () => {} },
    ...overrides,
  });

export interface Carrying extends Ordering {
  readonly workflow: WorkflowServices;
  /** The retailer's own schedule, and its admin, who may override. */
  readonly schedule: Actor;
  /** Provisions at the retailer, and may not override. */
  readonly pat: Actor;
}

/** It is Monday 2 March 2026, 8:00 in Perth, the retailer's own time. */
export async function aCarrying(open?: () => Promise<Database>): Promise<Carrying> {
  const world = await anOrdering(open);
  const workflow = workflowServicesOn(world.db, world.clock);
  const carrying = {
    ...world,
    workflow,
    schedule: anActor(world.bluegum, { name: 'schedule', via: 'schedule' }),
    pat: anActor(world.bluegum, {
      name: 'Pat Provisioner',
      powers: ['view', 'orders', 'provision', 'provision.halt'],
      via: 'console',
    }),
  };
  done(await workflow.addCarrier(world.sam, { code: CARRIER, name: 'Opti Carrier' }));
  return carrying;
}

/** Mornings of the retailer: 8:00 in Perth is midnight in UTC. */
export const morning = (day: string): string => `${day}T00:00:00.000Z`;

export async function collect(world: Carrying, day: string) {
  world.clock.set(morning(day));
  return done(await world.workflow.collectServices(world.schedule, plainDate(day)));
}

export async function watch(world: Carrying, day: string) {
  world.clock.set(`${day}T01:00:00.000Z`);
  return done(await world.workflow.watchWorkflows(world.schedule, plainDate(day)));
}

/** Orders at the retailer, and the requests in its own queue that they made. */
export async function ordered(world: Carrying, packagePlan = 'PSTN') {
  const { order } = done(await world.deeds.placeOrder(world.sam, aWish(packagePlan)));
  const requests = order.services.map(({ request }) => request?.id ?? 0);
  return { number: order.number, requests, requestId: requests[0] ?? 0 };
}

interface BatchParts {
  readonly sequence?: number;
  readonly carrier?: string;
  readonly provider?: string;
  readonly created?: string;
  readonly trailer?: string;
}

/** A batch file of records such as `req_1,advice`. */
export function aBatch(
  records: readonly string[],
  { sequence = 1, carrier = CARRIER, provider = 'bluegum', created, trailer }: BatchParts = {},
): string {
  const counted = (kind: string) => records.filter((record) => record.split(',')[1] === kind).length;
  const counts = ['advice', 'activation', 'rejection'].map(counted);
  return [
    `H,1,batch,${carrier},${provider},${sequence},${created ?? '2026-03-10T20:00:00Z'}`,
    ...records.map((record) => `R,${record}`),
    trailer ?? ['T', sequence, records.length, ...counts].join(','),
    '',
  ].join('\n');
}

export const take = (
  { workflow, pat }: Pick<Carrying, 'workflow' | 'pat'>,
  text: string,
  { name = 'answers.csv', actor = pat, carrier = CARRIER } = {},
): Promise<Result<BatchTaken>> =>
  workflow.takeBatchFile(actor, { carrier, name, bytes: new TextEncoder().encode(text) });

/** What became of each record, for short. */
export const outcomes = ({ rows }: Pick<BatchTaken, 'rows'>): string[] =>
  rows.map(({ line, outcome, code }) => `${line} ${code ?? outcome}`);

/** The log of an order as the seller reads it. */
export const logTexts = async ({ deeds, sam }: Ordering, number: string): Promise<string[]> =>
  done(await deeds.orderLog(sam, number, PAGE)).items.map(({ text }) => text);

export const told = async ({ db }: Pick<Ordering, 'db'>, topic: string) =>
  (
    await rowsOf<{ provider_id: number; body: string; dedupe_key: string }>(
      db,
      'outbox',
      ['provider_id', 'dedupe_key', 'body'],
      `topic = '${topic}'`,
    )
  ).map(({ provider_id, dedupe_key, body }) => ({
    providerId: provider_id,
    key: dedupe_key,
    body: JSON.parse(body) as Record<string, unknown>,
  }));
