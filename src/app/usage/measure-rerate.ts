/** USE-8: works out what a re-rating would change, as things stand. Nothing of what was rated is touched by it. */
import { formatId } from '#core/ids.ts';
import { ok, type Result } from '#core/result.ts';
import { rowsOfSums } from '#core/usage/rerate-chunk.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor, Traces } from '../ports/platform.ts';
import type { Rerate, RowKey } from '../ports/rerates.ts';
import { findRerate, noticeText, rerateStands } from './find-rerate.ts';
import type { RatingBooks } from './rating-books.ts';
import { beginWalk } from './rerate-walk.ts';
import type { UsagePorts } from './services.ts';

export type MeasurePorts = Pick<
  UsagePorts,
  'rerates' | 'rating' | 'usage' | 'clock' | 'secrets' | 'background'
>;

/** The preview: the figures with the hash that accepting takes. */
export const makePreviewRerate =
  (ports: MeasurePorts, books: RatingBooks) =>
  async (actor: Actor, id: number): Promise<Result<Rerate>> => {
    const allowed = requirePower(actor, 'usage');
    if (!allowed.ok) return allowed;
    const found = await findRerate(ports, actor, id);
    if (!found.ok) return found;
    return rerateStands(found.value) ? ok(await measureRerate(ports, books, actor, found.value)) : found;
  };

/** @param signal raised where it is to stop: what was proposed stays as it is then */
export async function measureRerate(
  ports: MeasurePorts,
  books: RatingBooks,
  actor: Actor,
  rerate: Rerate,
  signal?: AbortSignal,
): Promise<Rerate> {
  const { rerates, clock, background } = ports;
  const { id } = rerate;
  const attempt = await rerates.begin(actor.providerId, id);
  const walk = await beginWalk(ports, books, actor, rerate);
  let unpriced = 0;
  let chunk = await walk.chunk(null);
  for (;;) {
    unpriced += chunk.unpriced;
    await rerates.keep(id, attempt, rowsOfSums(chunk));
    if (chunk.next === null) break;
    await background.pause(0);
    if (signal?.aborted) return rerate;
    chunk = await walk.chunk(chunk.next);
  }
  const hash = await hashOf(ports, rerate, attempt, unpriced);
  const at = clock.now();
  return rerates.end(actor.providerId, id, { attempt, hash, unpriced, at }, (open) =>
    proposed(ports, actor, open),
  );
}

/** Of every sum with its old and its new charge, and whether a bill was made of it. */
async function hashOf(
  { rerates, secrets }: Pick<MeasurePorts, 'rerates' | 'secrets'>,
  { id, version }: Rerate,
  attempt: number,
  unpriced: number,
): Promise<string> {
  let hash = await secrets.hash(`rerate ${id} ${version} ${unpriced}`);
  let after: RowKey | null = null;
  for (;;) {
    const page: { text: string; last: RowKey } | null = await rerates.digest(id, attempt, after);
    if (page === null) return hash;
    hash = await secrets.hash(`${hash} ${page.text}`);
    after = page.last;
  }
}

function proposed({ clock }: Pick<MeasurePorts, 'clock'>, actor: Actor, rerate: Rerate): Traces {
  const subject = formatId('rerate', rerate.id);
  const { version, baseVersion, figures } = rerate;
  return {
    audit: [
      auditOf(actor, clock, {
        action: 'usage.rerate_proposed',
        subject,
        details: { version, baseVersion, figures },
      }),
    ],
    outbox: [
      {
        providerId: actor.providerId,
        topic: 'usage.rerate_proposed',
        dedupeKey: subject,
        body: { rerate: subject, version, ...told(rerate), text: noticeText(rerate) },
        dueAt: clock.now(),
      },
    ],
  };
}

/** Counts alone: what it costs the provider itself is nobody else's business. */
const told = ({ figures }: Rerate) => ({
  records: figures?.sell.records ?? 0,
  services: figures?.services ?? 0,
  accounts: figures?.accounts ?? 0,
});
