/**
 * USE-8: somebody accepts a re-rating. It is worked out once more by the same walk, and refused where its figures have moved. Then each
 * chunk of records is charged anew together with the sums that they are in: what was not billed yet is billed by them, what was is
 * corrected by a further line of the next run. Broken off, it goes on where it stood; done twice or by two at once it comes to the same.
 */
import { formatId } from '#core/ids.ts';
import { conflict, invariant, ok, type Result } from '#core/result.ts';
import { rowsOfSums } from '#core/usage/rerate-chunk.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor, Traces } from '../ports/platform.ts';
import type { Rerate, RerateFigures } from '../ports/rerates.ts';
import { figuresText, findRerate, notOpen, rerateStands } from './find-rerate.ts';
import { type MeasurePorts, measureRerate } from './measure-rerate.ts';
import type { RatingBooks } from './rating-books.ts';
import { beginWalk } from './rerate-walk.ts';

const MOST_TRIES = 50;

/** @param hash of the preview that was looked at */
export const makeAcceptRerate =
  (ports: MeasurePorts, books: RatingBooks) =>
  async (actor: Actor, id: number, hash: string): Promise<Result<Rerate>> => {
    const allowed = requirePower(actor, 'usage');
    if (!allowed.ok) return allowed;
    const found = await findRerate(ports, actor, id);
    if (!found.ok) return found;
    if (!rerateStands(found.value)) return decidedBefore(ports, books, actor, found.value, hash);
    const measured = await measureRerate(ports, books, actor, found.value);
    if (measured.hash !== hash || measured.status !== 'open') {
      if (!rerateStands(measured)) return decidedBefore(ports, books, actor, measured, hash);
      return conflict(
        'preview_moved',
        `The figures are others than those that were looked at. Now: ${figuresText(measured)} Look at the new preview.`,
      );
    }
    const accepted = { hash, by: actor.actorName, at: ports.clock.now() };
    const begun = await ports.rerates.startAccepting(actor.providerId, id, accepted, {
      audit: [deed(ports, actor, measured, 'usage.rerate_accepted')],
      outbox: [],
    });
    const now = await findRerate(ports, actor, id);
    if (!now.ok) return now;
    return begun
      ? ok(await writeRerate(ports, books, actor, now.value))
      : decidedBefore(ports, books, actor, now.value, hash);
  };

/** Whoever accepts the same figures again sees them written to their end. */
async function decidedBefore(
  ports: MeasurePorts,
  books: RatingBooks,
  actor: Actor,
  rerate: Rerate,
  hash: string,
): Promise<Result<Rerate>> {
  if (rerate.hash !== hash) return notOpen(rerate, actor);
  if (rerate.status === 'accepted') return ok(rerate);
  return rerate.status === 'accepting'
    ? ok(await writeRerate(ports, books, actor, rerate))
    : notOpen(rerate, actor);
}

/** Writes what was accepted, from where it stands on. */
export async function writeRerate(
  ports: MeasurePorts,
  books: RatingBooks,
  actor: Actor,
  rerate: Rerate,
  signal?: AbortSignal,
): Promise<Rerate> {
  const { rerates, background } = ports;
  const { id, version } = rerate;
  const walk = await beginWalk(ports, books, actor, rerate);
  let after = rerate.progress;
  for (let tries = 0; ; ) {
    if (signal?.aborted) return rerate;
    const chunk = await walk.chunk(after);
    const { rerated, next } = chunk;
    const rows = rowsOfSums(chunk);
    const written = await rerates.write(actor.providerId, { rerateId: id, version, rerated, rows, next });
    if (written === 'written') {
      if (next === null) break;
      after = next;
      tries = 0;
    } else {
      const now = await rerates.find(actor.providerId, id);
      if (now?.status !== 'accepting') return now ?? rerate;
      tries += 1;
      invariant(tries < MOST_TRIES, 'a chunk of rated records stands still for long enough to be written');
    }
    await background.pause(0);
  }
  await rerates.finish(actor.providerId, id, finished(ports, actor, rerate));
  return (await rerates.find(actor.providerId, id)) ?? rerate;
}

function finished(ports: MeasurePorts, actor: Actor, rerate: Rerate): Traces {
  const subject = formatId('rerate', rerate.id);
  const at = ports.clock.now();
  return {
    audit: [deed(ports, actor, rerate, 'usage.rerated')],
    outbox: [
      {
        providerId: actor.providerId,
        topic: 'usage.rerated',
        dedupeKey: subject,
        body: { rerate: subject, version: rerate.version, ...counts(rerate.figures), by: rerate.decidedBy },
        dueAt: at,
      },
    ],
  };
}

const counts = (figures: RerateFigures | null) => ({
  records: figures?.sell.records ?? 0,
  services: figures?.services ?? 0,
  accounts: figures?.accounts ?? 0,
});

const deed = ({ clock }: MeasurePorts, actor: Actor, { id, version, figures }: Rerate, action: string) =>
  auditOf(actor, clock, { action, subject: formatId('rerate', id), details: { version, figures } });
