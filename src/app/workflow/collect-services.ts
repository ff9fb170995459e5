import { isWorkingDay, type PlainDate } from '#core/calendar.ts';
import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import { activityFileName, writeActivityFile } from '#core/workflow/activity-file.ts';
import { collectServices, rowsOf, waitingFor } from '#core/workflow/collect.ts';
import { auditOf, requirePower } from '../actor.ts';
import { byOf, tracesOf } from '../orders/change-order.ts';
import type { LoadedOrder } from '../ports/orders.ts';
import type { Actor } from '../ports/platform.ts';
import type { Carrier } from '../ports/workflow.ts';
import type { WorkflowPorts } from './services.ts';

export interface Collected {
  readonly files: number;
  readonly services: number;
}

type Ports = Pick<WorkflowPorts, 'carriers' | 'activityFiles' | 'orders' | 'providers' | 'clock' | 'secrets'>;

/** Services of one file; what waits beyond them goes into a further file right away. */
const MOST_SERVICES = 5_000;
/** How often others may come between the reading and the writing of a file. */
const MOST_ROUNDS = 8;

/**
 * WF-1: on a working day, everything that waits for a carrier goes into its next activity file, one file for each carrier that
 * something waits for. Done again, or for a morning that was missed, there is nothing more to collect: a file tells what
 * is asked for now, not what was on some day.
 */
export const makeCollectServices =
  (ports: Ports) =>
  async (
    actor: Actor,
    day: PlainDate,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Result<Collected>> => {
    const allowed = requirePower(actor, 'provision');
    if (!allowed.ok) return allowed;
    const { holidays } = await ports.providers.profile(actor.providerId);
    const none = { files: 0, services: 0 };
    if (!isWorkingDay(day, new Set(holidays))) return ok(none);
    const faults: Fault[] = [];
    let collected: Collected = none;
    for (const { code } of await ports.activityFiles.awaited(actor.providerId)) {
      const made = await filesFor(ports, actor, code, signal);
      // One carrier's trouble is no reason to keep the others waiting.
      if (!made.ok) faults.push(...made.faults);
      else
        collected = {
          files: collected.files + made.value.files,
          services: collected.services + made.value.services,
        };
    }
    return faults.length > 0 ? no(...faults) : ok(collected);
  };

async function filesFor(
  ports: Ports,
  actor: Actor,
  code: string,
  signal: AbortSignal,
): Promise<Result<Collected>> {
  let collected: Collected = { files: 0, services: 0 };
  for (let lost = 0; lost < MOST_ROUNDS; ) {
    if (signal.aborted) return no(fault('interrupted', `Collecting for ${code} was interrupted.`));
    const services = await makeFile(ports, actor, code);
    if (services === 0) return ok(collected);
    if (services === null) lost += 1;
    else collected = { files: collected.files + 1, services: collected.services + services };
  }
  return no(
    fault(
      'order_changed_meanwhile',
      `The services that wait for ${code} change too fast to be collected: it is tried again.`,
    ),
  );
}

/** How many services went into a file: 0 where none waits, null where somebody else was first. */
async function makeFile(ports: Ports, actor: Actor, code: string): Promise<number | null> {
  const { activityFiles, carriers, orders, secrets, clock } = ports;
  const carrier = await carriers.find(actor.providerId, code);
  if (carrier === null) return 0;
  const waiting = await activityFiles.waiting(carrier, MOST_SERVICES);
  if (waiting.length === 0) return 0;
  const loaded = await orders.findByRequests(actor.providerId, waiting);
  const by = byOf(actor, clock);
  const sequence = carrier.nextFileSequence;
  const chosen = loaded.map(({ order }) => ({
    order,
    services: waitingFor(order, actor.providerId, carrier.code),
  }));
  const rows = chosen.flatMap(({ order, services }) => rowsOf(order, services));
  // Everything that waited has been taken back or halted since it was looked for.
  if (rows.length === 0) return null;
  const content = writeActivityFile({
    carrier: carrier.code,
    provider: actor.providerCode,
    sequence,
    createdAt: by.at,
    rows,
  });
  const contentHash = await secrets.hash(content);
  const changes = chosen
    .filter(({ services }) => services.length > 0)
    .map(({ order, services }) => collectServices(order, by, services, sequence));
  const traces = changes.map((change) =>
    tracesOf(actor, clock, { action: 'order.collected', details: { file: sequence } }, change),
  );
  const written = await activityFiles.write({
    carrier,
    sequence,
    createdAt: by.at,
    content,
    contentHash,
    services: rows.length,
    changes,
    via: actor.via,
    traces: {
      audit: [
        auditOf(actor, clock, {
          action: 'activity_file.made',
          subject: `carrier ${code}`,
          details: { sequence, services: rows.length, contentHash },
        }),
        ...traces.flatMap(({ audit }) => audit),
      ],
      outbox: [
        ...traces.flatMap(({ outbox }) => outbox),
        fileMessage(carrier, actor, { sequence, services: rows.length, contentHash, createdAt: by.at }),
      ],
    },
  });
  return written ? rows.length : null;
}

/** Tells that there is a file: what delivers it to the carrier's address, and who likes to know. */
const fileMessage = (
  carrier: Carrier,
  actor: Actor,
  file: {
    readonly sequence: number;
    readonly services: number;
    readonly contentHash: string;
    readonly createdAt: LoadedOrder['createdAt'];
  },
) => ({
  providerId: actor.providerId,
  topic: ACTIVITY_FILE_TOPIC,
  dedupeKey: `${actor.providerCode}:${carrier.code}:${file.sequence}`,
  body: {
    carrierId: carrier.id,
    carrier: carrier.code,
    carrierName: carrier.name,
    fileName: activityFileName({
      provider: actor.providerCode,
      carrier: carrier.code,
      sequence: file.sequence,
    }),
    ...file,
  },
  dueAt: file.createdAt,
});

export const ACTIVITY_FILE_TOPIC = 'carrier.activity_file';
