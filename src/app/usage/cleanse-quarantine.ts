/**
 * USE-2: rates again what waits in quarantine. What can be rated now is, what cannot falls back with the reason that it has now. The
 * preview warns of what lands in another period than its own (USE-3); it and the commit are one plan, bound by its hash (DESIGN 5).
 */
import { conflict, invariant, ok, type Result } from '#core/result.ts';
import { type CleanseSummary, digestOf, summarise } from '#core/usage/cleanse-plan.ts';
import { readRecord, type SentRecord } from '#core/usage/record.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor, Traces } from '../ports/platform.ts';
import type { QuarantineFilter } from '../ports/usage.ts';
import { checkDays } from './check-days.ts';
import { beginRating, keyOf, rateChunk } from './rate-chunk.ts';
import type { RatingBooks } from './rating-books.ts';
import type { UsagePorts } from './services.ts';

export interface CleanseRequest {
  readonly filter: QuarantineFilter;
  readonly mode: 'preview' | 'commit';
  /** Of the preview that was approved: where anything has moved since, nothing is done. */
  readonly hash?: string | undefined;
}

export interface CleanseOutcome extends CleanseSummary {
  readonly mode: 'preview' | 'commit';
  /** The version of the catalogue that it is rated by. */
  readonly version: number;
  readonly records: number;
  /** Whether more wait than one cleanse takes: cleanse again for the rest. */
  readonly isPart: boolean;
  readonly hash: string;
}

/** Records that one cleanse takes: it is one transaction, all or nothing. */
const MOST_CLEANSED = 20_000;
const MOST_TRIES = 50;

export const makeCleanseQuarantine = (ports: UsagePorts, books: RatingBooks) => {
  const { usage, clock, secrets, background } = ports;

  return async (actor: Actor, request: CleanseRequest): Promise<Result<CleanseOutcome>> => {
    const allowed = requirePower(actor, 'usage');
    if (!allowed.ok) return allowed;
    const days = checkDays(request.filter, 'filter.to');
    if (!days.ok) return days;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const { outcome, ids, chunk } = await plan(actor, request);
      if (request.mode === 'preview') return ok(outcome);
      if (request.hash !== undefined && request.hash !== outcome.hash)
        return conflict(
          'preview_moved',
          'The quarantine, the prices or the periods have moved since this preview: look at a new one.',
        );
      if (ids.size === 0) return ok(outcome);
      const written = await usage.cleanse(actor.providerId, {
        ids,
        chunk,
        version: outcome.version,
        traces: tracesOf(actor, request, outcome),
      });
      if (written === 'written') return ok(outcome);
      await background.pause(0);
    }
    invariant(false, 'the quarantine stands still for long enough to be cleansed');
  };

  async function plan(actor: Actor, { filter, mode }: CleanseRequest) {
    const rating = await beginRating(ports, books, actor);
    const found = await usage.quarantinedRecords(actor.providerId, filter, 0, MOST_CLEANSED + 1);
    const waiting = found.slice(0, MOST_CLEANSED);
    const ids = new Map<string, number>();
    const records: SentRecord[] = [];
    for (const { id, raw } of waiting) {
      const read = readRecord(raw, null);
      invariant(read.ok, 'what was taken once can be read again');
      records.push(read.value);
      ids.set(keyOf(read.value), id);
    }
    const { chunk, version } = await rateChunk(ports, books, actor, rating, { records, isNew: false });
    const outcome: CleanseOutcome = {
      ...summarise(chunk),
      mode,
      version,
      records: records.length,
      isPart: found.length > MOST_CLEANSED,
      hash: await secrets.hash(`cleanse ${actor.providerId} ${digestOf(chunk, version)}`),
    };
    return { outcome, ids, chunk };
  }

  function tracesOf(actor: Actor, { filter }: CleanseRequest, outcome: CleanseOutcome): Traces {
    const details = {
      filter,
      records: outcome.records,
      rated: outcome.rated,
      late: outcome.late.records,
      version: outcome.version,
    };
    const at = clock.now();
    return {
      audit: [auditOf(actor, clock, { action: 'quarantine.cleansed', subject: 'quarantine', details })],
      outbox: [
        {
          providerId: actor.providerId,
          topic: 'quarantine.cleansed',
          dedupeKey: `${outcome.hash} ${at}`,
          body: { ...details, by: actor.actorName },
          dueAt: at,
        },
      ],
    };
  }
};
