/** WF-1: a file on its way to the carrier's address. */
import { describe, expect, it } from 'vitest';
import type { Delivery, Notice } from '#app/ports/outbox.ts';
import type { PostAnswer, SignedMessage } from '#app/ports/signed-post.ts';
import { makeCarrierFileChannel } from '#app/workflow/carrier-file-channel.ts';
import { makeCarrierStore } from '#db/stores/workflow-carrier-store.ts';
import { makeActivityFileStore } from '#db/stores/workflow-collect-store.ts';
import { hookSecret } from '#http/webhook-signature.ts';
import { done } from '#test/app/orders/ordering.ts';
import { aCarrying, CARRIER, type Carrying, collect, ordered, told } from './carrying.ts';

const ADDRESS = 'https://files.carrier.example/activity';
const NEVER = new AbortController().signal;

async function aDeparture({ hasSecret = true } = {}) {
  const world = await aCarrying();
  done(await world.workflow.changeCarrier(world.sam, { code: CARRIER, deliveryUrl: ADDRESS }));
  await ordered(world);
  await collect(world, '2026-03-03');
  const sent: SignedMessage[] = [];
  const answers: PostAnswer[] = [];
  const channel = makeCarrierFileChannel({
    carriers: makeCarrierStore(world.db),
    activityFiles: makeActivityFileStore(world.db),
    sourceSecrets: hasSecret ? (source) => hookSecret('an installation secret of some length', source) : null,
    post: async (message) => {
      sent.push(message);
      return answers.shift() ?? { status: 204, retryAfterMs: null };
    },
    clock: world.clock,
  });
  return { world, channel, sent, answers };
}

const notices = async (world: Carrying): Promise<Notice[]> =>
  (await told(world, 'carrier.activity_file')).map(({ providerId, key, body }, index) => ({
    id: index + 1,
    providerId,
    topic: 'carrier.activity_file',
    dedupeKey: key,
    body,
    createdAt: world.clock.now(),
  }));

const deliveryOf = async ({ world, channel }: Awaited<ReturnType<typeof aDeparture>>): Promise<Delivery> => {
  const [planned] = await channel.plan(await notices(world));
  if (!planned) throw new Error('a delivery is planned');
  return { ...planned, id: 1, attempts: 1, createdAt: world.clock.now(), isRepeat: false };
};

const deliveredAt = async ({ workflow, sam }: Carrying) =>
  done(await workflow.getActivityFile(sam, CARRIER, 1)).deliveredAt;

describe('the channel of activity files', () => {
  it('plans one delivery for each file of a carrier that has an address, in one row for each carrier', async () => {
    const departure = await aDeparture();
    const { world, channel } = departure;
    expect([...channel.topics]).toEqual(['carrier.activity_file']);
    const [planned] = await channel.plan(await notices(world));
    expect(planned).toMatchObject({
      channel: 'carrier_file',
      target: 'carrier:1',
      kind: 'activity_file',
      topic: 'carrier.activity_file',
      dedupeKey: 'bluegum:opti-carrier:1',
      coalesceKey: null,
    });
    expect(planned && channel.gatesOf(planned)).toEqual([]);
    done(await world.workflow.changeCarrier(world.sam, { code: CARRIER, deliveryUrl: null }));
    expect(await channel.plan(await notices(world))).toEqual([]);
  });

  it('sends the file as it is kept, with the carrier’s secret, and remembers when it was taken', async () => {
    const departure = await aDeparture();
    const { world, channel, sent } = departure;
    expect(await channel.deliver(await deliveryOf(departure), NEVER)).toEqual({ outcome: 'sent' });
    const { content } = done(await world.workflow.getActivityFile(world.sam, CARRIER, 1));
    expect(sent).toEqual([
      {
        url: ADDRESS,
        secret: await hookSecret('an installation secret of some length', 'deliveries/carriers/1/1'),
        id: 'activity_1_1',
        contentType: 'text/csv; charset=utf-8',
        body: content,
        headers: { 'x-file-name': 'bluegum-opti-carrier-1.csv' },
      },
    ]);
    expect(await deliveredAt(world)).toBe(world.clock.now());
  });

  it('sends the same again under the same id, so that the carrier drops a repeat', async () => {
    const departure = await aDeparture();
    const delivery = await deliveryOf(departure);
    departure.answers.push({ status: 500, retryAfterMs: null });
    for (let attempt = 0; attempt < 2; attempt += 1) await departure.channel.deliver(delivery, NEVER);
    expect(new Set(departure.sent.map(({ id }) => id)).size).toBe(1);
  });

  it.each([
    [
      { status: 503, retryAfterMs: 90_000 },
      { outcome: 'retry', error: 'files.carrier.example answered 503.', waitMs: 90_000 },
    ],
    [
      { status: 302, retryAfterMs: null },
      { outcome: 'retry', error: 'files.carrier.example answered 302.' },
    ],
    [
      { status: 410, retryAfterMs: null },
      { outcome: 'dead', error: 'files.carrier.example answered 410.' },
    ],
  ])('of the answer %o makes %o', async (answer, outcome) => {
    const departure = await aDeparture();
    departure.answers.push(answer);
    expect(await departure.channel.deliver(await deliveryOf(departure), NEVER)).toEqual(outcome);
    expect(await deliveredAt(departure.world)).toBeNull();
  });

  it('is dead where the address was taken away, and waits where nothing can be signed', async () => {
    const unsigned = await aDeparture({ hasSecret: false });
    expect(await unsigned.channel.deliver(await deliveryOf(unsigned), NEVER)).toMatchObject({
      outcome: 'retry',
    });
    const departure = await aDeparture();
    const delivery = await deliveryOf(departure);
    const { workflow, sam } = departure.world;
    done(await workflow.changeCarrier(sam, { code: CARRIER, deliveryUrl: null }));
    expect(await departure.channel.deliver(delivery, NEVER)).toMatchObject({ outcome: 'dead' });
    expect([...unsigned.sent, ...departure.sent]).toEqual([]);
  });
});
