/**
 * USE-1, USE-4: takes records as carriers send them, each once: what can be rated is, the rest waits in quarantine. Works through
 * any number of lines, chunk by chunk; where it breaks off, what was taken stays taken, and the same file again takes the rest.
 */
import { formatId } from '#core/ids.ts';
import { type Fault, fault, invariant, no, ok, type Result } from '#core/result.ts';
import { readRecord, type SentRecord } from '#core/usage/record.ts';
import { makeLineReader, type UsageFormat } from '#core/usage/usage-lines.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { ChunkToTake, IntakeCounts, TotalIds } from '../ports/usage.ts';
import { beginRating, type RatingOfDeed, rateChunk } from './rate-chunk.ts';
import type { RatingBooks } from './rating-books.ts';
import type { UsagePorts } from './services.ts';

export interface UsageSent {
  /** The file's name, or the door that it came through. */
  readonly source: string;
  readonly format: UsageFormat;
  /** Of all records that do not say which. */
  readonly supplier: string | null;
  readonly lines: Iterable<string> | AsyncIterable<string>;
}

export interface RejectedLine {
  /** From 1. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

export interface UsageTaken extends IntakeCounts {
  readonly intakeId: number;
  /** The first of the lines that could not be taken. */
  readonly rejectedLines: readonly RejectedLine[];
}

/** Records rated and written at once. */
const USAGE_CHUNK = 5_000;
const MOST_REJECTED_SHOWN = 1_000;
/** How often a chunk is looked at again because somebody else sent the same records, or used the same included quantity. */
const MOST_TRIES = 50;

const NO_COUNTS: IntakeCounts = { received: 0, rated: 0, quarantined: 0, duplicates: 0, rejected: 0 };

export const makeTakeUsage = (ports: UsagePorts, books: RatingBooks) => {
  const { usage, clock, background } = ports;

  return async (actor: Actor, sent: UsageSent): Promise<Result<UsageTaken>> => {
    const allowed = requirePower(actor, 'usage');
    if (!allowed.ok) return allowed;
    const lots = inLots(sent);
    const first = await lots.next();
    if (first.done === true)
      return no(fault('nothing_sent', 'Nothing was sent: send one record a line, as NDJSON or CSV.'));
    const rating = await beginRating(ports, books, actor);
    const intakeId = await usage.begin(actor.providerId, {
      source: sent.source.slice(0, 200),
      receivedBy: actor.actorName,
      receivedAt: clock.now(),
    });
    const totals: TotalIds = new Map();
    let counts = NO_COUNTS;
    const rejectedLines: RejectedLine[] = [];
    for (let next: IteratorResult<Lot, undefined> = first; next.done !== true; next = await lots.next()) {
      const lot = next.value;
      counts = add(counts, await takeLot(actor, { intakeId, totals }, rating, lot));
      rejectedLines.push(...lot.rejected.slice(0, MOST_REJECTED_SHOWN - rejectedLines.length));
      await background.pause(0);
    }
    const audit = auditOf(actor, clock, {
      action: 'usage.received',
      subject: formatId('intake', intakeId),
      details: { source: sent.source, ...counts },
    });
    await usage.finish(actor.providerId, intakeId, clock.now(), audit);
    return ok({ intakeId, ...counts, rejectedLines });
  };

  async function takeLot(
    actor: Actor,
    intake: Pick<ChunkToTake, 'intakeId' | 'totals'>,
    rating: RatingOfDeed,
    { records, rejected }: Lot,
  ): Promise<IntakeCounts> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const { chunk, version, duplicates } = await rateChunk(ports, books, actor, rating, {
        records,
        isNew: true,
      });
      const counts = {
        received: records.length + rejected.length,
        rated: chunk.charged.length,
        quarantined: chunk.waiting.length,
        duplicates,
        rejected: rejected.length,
      };
      if ((await usage.take(actor.providerId, { ...intake, version, chunk, counts })) === 'written')
        return counts;
      await background.pause(0);
    }
    invariant(false, 'a chunk of usage stands still for long enough to be written');
  }
};

const add = (a: IntakeCounts, b: IntakeCounts): IntakeCounts => ({
  received: a.received + b.received,
  rated: a.rated + b.rated,
  quarantined: a.quarantined + b.quarantined,
  duplicates: a.duplicates + b.duplicates,
  rejected: a.rejected + b.rejected,
});

interface Lot {
  readonly records: SentRecord[];
  readonly rejected: RejectedLine[];
}

/** None where no line says anything; an empty one where there are headings alone: somebody had no usage, and said so. */
async function* inLots({ lines, format, supplier }: UsageSent): AsyncGenerator<Lot, undefined> {
  const readLine = makeLineReader(format);
  let lot: Lot = { records: [], rejected: [] };
  let number = 0;
  let isSaid = false;
  let isFirst = true;
  const take = (text: string): void => {
    number += 1;
    isSaid ||= text.trim() !== '';
    const value = readLine(text);
    if (value === null) return;
    const read = value.ok ? readRecord(value.value, supplier) : value;
    if (read.ok) lot.records.push(read.value);
    else lot.rejected.push(toRejected(number, read.faults));
  };
  for await (const text of lines) {
    take(text);
    if (lot.records.length + lot.rejected.length >= USAGE_CHUNK) {
      yield lot;
      isFirst = false;
      lot = { records: [], rejected: [] };
    }
  }
  if (lot.records.length + lot.rejected.length > 0 || (isFirst && isSaid)) yield lot;
}

const toRejected = (line: number, faults: readonly Fault[]): RejectedLine => ({
  line,
  code: faults[0]?.code ?? 'not_a_record',
  message: faults.map(({ message }) => message).join(' '),
});
