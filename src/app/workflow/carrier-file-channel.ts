/** Activity files on their way to the addresses of carriers: a channel of the outbox. Carriers without one fetch them. */
import { invariant } from '#core/result.ts';
import type { Delivery, DeliveryChannel, Notice, Outcome } from '../ports/outbox.ts';
import type { Clock } from '../ports/platform.ts';
import type { SignedPost } from '../ports/signed-post.ts';
import type { ActivityFileStore, CarrierStore, SourceSecrets } from '../ports/workflow.ts';
import { carrierSecrets } from './carrier-secrets.ts';
import { ACTIVITY_FILE_TOPIC } from './collect-services.ts';

export interface CarrierFileParts {
  readonly carriers: Pick<CarrierStore, 'byIds'>;
  readonly activityFiles: Pick<ActivityFileStore, 'find' | 'recordDelivered'>;
  /** null: nothing can be signed, so nothing is sent; it is tried again until there is a secret. */
  readonly sourceSecrets: SourceSecrets | null;
  readonly post: SignedPost;
  readonly clock: Clock;
}

/** Answers that say that the file was not taken, and never will be at this address. */
const GONE = 410;

export const makeCarrierFileChannel = (parts: CarrierFileParts): DeliveryChannel => ({
  name: 'carrier_file',
  topics: new Set([ACTIVITY_FILE_TOPIC]),

  async plan(notices) {
    const carriers = await parts.carriers.byIds([...new Set(notices.map(carrierIdOf))]);
    const addressed = new Set(carriers.flatMap(({ id, deliveryUrl }) => (deliveryUrl === null ? [] : [id])));
    return notices
      .filter((notice) => addressed.has(carrierIdOf(notice)))
      .map((notice) => ({
        providerId: notice.providerId,
        channel: 'carrier_file',
        // Files of a carrier arrive in their order.
        target: `carrier:${carrierIdOf(notice)}`,
        kind: 'activity_file',
        topic: notice.topic,
        subject: `carrier ${notice.body.carrier} file ${notice.body.sequence}`,
        dedupeKey: notice.dedupeKey,
        body: notice.body,
        coalesceKey: null,
      }));
  },

  gatesOf: () => [],

  deliver: (delivery, signal) => deliver(parts, delivery, signal),
});

const carrierIdOf = ({ body }: Pick<Notice, 'body'>): number => Number(body.carrierId);

async function deliver(
  { carriers, activityFiles, sourceSecrets, post, clock }: CarrierFileParts,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Outcome> {
  const id = carrierIdOf(delivery);
  const sequence = Number(delivery.body.sequence);
  const [[carrier], file] = await Promise.all([carriers.byIds([id]), activityFiles.find({ id }, sequence)]);
  invariant(carrier && file, `activity file ${sequence} of carrier ${id} is kept`);
  if (carrier.deliveryUrl === null)
    return {
      outcome: 'dead',
      error: `${carrier.name} has no delivery address any more: fetch the file here.`,
    };
  if (sourceSecrets === null)
    return { outcome: 'retry', error: 'Nothing can be signed: CARDLINE_SECRET is not set.' };
  const { deliverySecret } = await carrierSecrets(sourceSecrets, carrier);
  const answer = await post(
    {
      url: carrier.deliveryUrl,
      secret: deliverySecret,
      // Sent again after a lost answer, it is known as the same.
      id: `activity_${id}_${sequence}`,
      contentType: 'text/csv; charset=utf-8',
      body: file.content,
      headers: { 'x-file-name': encodeURIComponent(String(delivery.body.fileName)) },
    },
    signal,
  );
  if (answer.status >= 200 && answer.status < 300) {
    await activityFiles.recordDelivered(id, sequence, clock.now());
    return { outcome: 'sent' };
  }
  const error = `${new URL(carrier.deliveryUrl).host} answered ${answer.status}.`;
  if (answer.status === GONE) return { outcome: 'dead', error };
  return {
    outcome: 'retry',
    error,
    ...(answer.retryAfterMs === null ? {} : { waitMs: answer.retryAfterMs }),
  };
}
