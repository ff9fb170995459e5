/** The first step of dispatching: each channel says which deliveries a notice makes. */
import type { PlannedDelivery, WaitingNotice } from '#app/ports/dispatch.ts';
import type { DeliveryChannel, NewDelivery } from '#app/ports/outbox.ts';
import { type Instant, instantAfter } from '#core/calendar.ts';
import { endlessWaitAfter } from '#core/outbox/back-off.ts';
import { invariant } from '#core/result.ts';
import type { DispatchParts } from './parts.ts';
import { restGateOf } from './rest.ts';

/** Writes the deliveries of the notices and marks them, in one batch: a notice that was planned twice is delivered once. */
export async function planNotices(
  { channels, store, clock, wallClock, log }: DispatchParts,
  notices: readonly WaitingNotice[],
): Promise<void> {
  const errors = new Map<number, unknown>();
  const deliveries = new Map<string, PlannedDelivery>();
  const now = wallClock.now();
  for (const channel of channels) {
    const own = notices.filter(({ topic }) => channel.topics.has(topic));
    for (const planned of await planOf(channel, own, errors)) {
      const key = `${planned.channel} ${planned.dedupeKey}`;
      if (!deliveries.has(key)) deliveries.set(key, withGates(channel, planned, now));
    }
  }
  const isCarried = ({ topic }: WaitingNotice) => channels.some(({ topics }) => topics.has(topic));
  const failed = notices.filter(({ id }) => errors.has(id));
  const planned = notices.filter((notice) => !errors.has(notice.id));
  await store.savePlan({
    deliveries: [...deliveries.values()],
    planned: planned.filter(isCarried).map(({ id }) => id),
    uncarried: planned.filter((notice) => !isCarried(notice)).map(({ id }) => id),
    failed: failed.map(({ id, attempts }) => ({
      id,
      error: messageOf(errors.get(id)),
      dueAt: instantAfter(now, endlessWaitAfter(attempts + 1)),
    })),
    at: now,
    createdAt: clock.now(),
  });
  for (const { id, topic, providerId } of failed)
    log.error({ notice: id, topic, providerId, err: errors.get(id) }, 'notice could not be planned');
}

/** All at once; where that fails, one by one, so that a notice which a channel stumbles over stands in nobody's way. */
async function planOf(
  channel: DeliveryChannel,
  notices: readonly WaitingNotice[],
  errors: Map<number, unknown>,
): Promise<readonly NewDelivery[]> {
  if (notices.length === 0) return [];
  try {
    const planned = await channel.plan(notices);
    invariant(
      planned.every((delivery) => delivery.channel === channel.name),
      `the channel ${channel.name} plans deliveries of its own`,
    );
    return planned;
  } catch (error) {
    const [only, ...others] = notices;
    if (only !== undefined && others.length === 0) {
      errors.set(only.id, error);
      return [];
    }
    const planned: NewDelivery[] = [];
    for (const notice of notices) planned.push(...(await planOf(channel, [notice], errors)));
    return planned;
  }
}

const withGates = (channel: DeliveryChannel, delivery: NewDelivery, now: Instant): PlannedDelivery => {
  const { delayMs = 0, ...kept } = delivery;
  return {
    ...kept,
    gates: [...channel.gatesOf(delivery), { key: restGateOf(delivery), spacingMs: 0 }],
    dueAt: instantAfter(now, delayMs),
  };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
