/**
 * The lines of a run. Those of a commit are in the ledger. A preview wrote none: its chunks are worked out again, by the same
 * code, as they are asked for, and each is held against the hash that the preview left; where they differ the figures have
 * moved, and nothing is shown that was not previewed (BILL-11).
 */
import type { Side } from '#core/catalogue/rows.ts';
import { conflict, fault, invariant, no, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { BillingRun, OutcomeLine, RunChunk } from '../ports/billing.ts';
import type { Cardline, LedgerStore } from '../ports/ledger.ts';
import { unpackTerm } from '../ports/packed-term.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import { makeLineCounts } from './line-counts.ts';
import { type PlannedChunk, periodsToRead, planChunk } from './plan-chunk.ts';
import { runNotFound } from './read-billing-run.ts';
import { readSetting } from './run-setting.ts';
import { EMPTY_TALLY } from './run-tally.ts';
import type { BillingPorts } from './services.ts';
import { chunkHash, firstHash, readUsageOf } from './walk-terms.ts';

type ListPorts = Pick<BillingPorts, 'runs' | 'chunks' | 'catalogue' | 'secrets' | 'ledger' | 'chunkSize'>;

/** @param side sell lines where it is null; costs are shown only where they are asked for */
export const makeListRunCardlines = (ports: ListPorts) => {
  const { runs, ledger } = ports;

  return async (
    actor: Actor,
    { runId, side }: { readonly runId: number; readonly side: Side | null },
    page: PageRequest,
  ): Promise<Result<Page<Cardline>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const run = await runs.find(actor.providerId, runId);
    if (run === null) return runNotFound(runId);
    if (run.mode === 'commit' && run.status !== 'stale')
      return ledger.pageOfRun(actor.providerId, runId, side ?? 'sell', page);
    if (run.trail.length === 0 && run.finishedAt === null)
      return conflict('run_not_done', 'The preview is still being worked out: ask again when it is done.');
    return previewPage(actor, run, side ?? 'sell', page);
  };

  async function previewPage(
    actor: Actor,
    run: BillingRun,
    side: Side,
    { limit, cursor }: PageRequest,
  ): Promise<Result<Page<Cardline>>> {
    const place = readPlace(cursor);
    if (!place.ok) return place;
    const { index, chunk } = chunkWithLines(run.trail, place.value.chunk);
    if (chunk === undefined) return ok({ items: [], nextCursor: null });
    const planned = await planAgain(ports, actor, run, index);
    if (planned === null) return previewMoved();
    const offset = index === place.value.chunk ? place.value.offset : 0;
    const lines = await label(ledger, run, planned);
    const ofSide = lines.filter((line) => line.side === side);
    const items = ofSide.slice(offset, offset + limit);
    const hasMoreHere = ofSide.length > offset + limit;
    const hasMoreBehind = chunkWithLines(run.trail, index + 1).chunk !== undefined;
    return ok({
      items,
      nextCursor: hasMoreHere ? `c${index}-${offset + limit}` : hasMoreBehind ? `c${index + 1}-0` : null,
    });
  }
};

export const previewMoved = () =>
  conflict(
    'preview_moved',
    'The figures have moved since this preview was made: make a new one to see its lines.',
  );

/** The first chunk from a place on that has any lines. */
function chunkWithLines(
  trail: readonly RunChunk[],
  from: number,
): { readonly index: number; readonly chunk: RunChunk | undefined } {
  const index = trail.findIndex(({ lines }, at) => at >= from && lines > 0);
  return { index, chunk: trail[index] };
}

/** The plan of a previewed chunk, or null where it would not be the same any more. */
export async function planAgain(
  ports: Omit<ListPorts, 'ledger'>,
  actor: Actor,
  run: BillingRun,
  index: number,
): Promise<PlannedChunk | null> {
  const chunk = run.trail[index];
  invariant(chunk !== undefined, 'the chunk is in the trail');
  const setting = await readSetting(ports, actor, run, await ports.runs.settings(actor.providerId));
  const before = run.trail[index - 1];
  // Whoever tripped a bound before or in this chunk has no lines in it; with them left out no bound is tripped again.
  const without = new Set(
    run.parked.filter((parked) => parked.chunk <= index).map(({ accountId }) => accountId),
  );
  const terms = await ports.chunks.readChunk(actor.providerId, {
    asOf: run.asOf,
    afterTermId: before?.lastTermId ?? 0,
    untilTermId: chunk.lastTermId,
    limit: setting.chunkSize,
    changedPlans: setting.changedPlans,
    servicePlans: setting.book.servicePlans,
    featuredPlans: setting.book.featuredPlans,
    manualApproval: setting.rules.periodApproval === 'manual',
    withoutAccounts: [...without],
  });
  const planned = planChunk(terms, EMPTY_TALLY, {
    ...setting,
    bounds: null,
    billed: await ports.chunks.readBilled(periodsToRead(terms)),
    usage: await readUsageOf(terms, setting, ports.chunks),
    without,
    lineCounts: makeLineCounts(),
    memo: new Map(),
  });
  const from = before?.hash ?? (await firstHash(setting, ports.secrets));
  return (await chunkHash(from, planned, ports.secrets)) === chunk.hash ? planned : null;
}

/** A line of a chunk with the term and service that it is of. */
export interface PlannedLine {
  readonly termId: number;
  readonly serviceId: number | null;
  readonly line: OutcomeLine;
}

/** The chunk's lines term by term. */
export function linesOfPlan(plan: PlannedChunk): PlannedLine[] {
  const servicesOfTerm = new Map(
    (JSON.parse(plan.services.json) as number[][]).map(([termId = 0, , ...services]) => [termId, services]),
  );
  return plan.terms.json
    .slice(1, -1)
    .split(',')
    .filter((text) => text !== '')
    .map(unpackTerm)
    .flatMap(({ termId, outcome }) =>
      (plan.outcomes[outcome]?.lines ?? []).map((line) => ({
        termId,
        line,
        serviceId: line.service === 0 ? null : (servicesOfTerm.get(termId)?.[line.service - 1] ?? null),
      })),
    );
}

/** With the names that people know. */
async function label(ledger: LedgerStore, run: BillingRun, plan: PlannedChunk): Promise<Cardline[]> {
  const rows = linesOfPlan(plan);
  const labels = await ledger.labels(
    [...new Set(rows.map(({ termId }) => termId))],
    [...new Set(rows.flatMap(({ serviceId }) => serviceId ?? []))],
    [...new Set(rows.flatMap(({ line }) => line.item ?? []))],
  );
  return rows.flatMap(({ termId, line, serviceId }) => {
    const term = labels.terms.get(termId);
    if (term === undefined) return [];
    const service = serviceId === null ? null : (labels.services.get(serviceId) ?? null);
    const item = line.item === null ? null : (labels.items.get(line.item) ?? null);
    return [toCardline(run, line, { ...term, service, item })];
  });
}

const toCardline = (
  run: BillingRun,
  { service: _, ...line }: OutcomeLine,
  {
    account,
    subscriptionId,
    packagePlan,
    side,
    service,
    item,
  }: Pick<Cardline, 'account' | 'subscriptionId' | 'packagePlan' | 'side' | 'service' | 'item'>,
): Cardline => ({
  ...line,
  id: null,
  account,
  subscriptionId,
  packagePlan,
  service,
  item,
  side,
  generatedOn: run.asOf,
  catalogueVersion: run.catalogueVersion,
  runId: run.id,
  invoice: null,
});

function readPlace(cursor: string | null): Result<{ readonly chunk: number; readonly offset: number }> {
  if (cursor === null) return ok({ chunk: 0, offset: 0 });
  const match = /^c(\d{1,9})-(\d{1,9})$/.exec(cursor);
  return match === null
    ? no(
        fault(
          'invalid_cursor',
          'This cursor was not made here: take it from nextCursor of the page before.',
          'cursor',
        ),
      )
    : ok({ chunk: Number(match[1]), offset: Number(match[2]) });
}
