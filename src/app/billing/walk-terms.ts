/**
 * The walk of a run over a provider's terms, chunk by chunk. A preview and a commit take the same walk; they differ only in
 * what becomes of each chunk's plan (BILL-11). All that is carried from chunk to chunk is in `Walk`.
 */
import type { BillingRules } from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import { invariant } from '#core/result.ts';
import type {
  ChunkStore,
  ChunkWritten,
  ParkedAccount,
  RunChunk,
  RunTally,
  SafetyBounds,
  TermToWalk,
} from '../ports/billing.ts';
import type { Secrets } from '../ports/platform.ts';
import type { LineCounts } from './line-counts.ts';
import type { PlanBook } from './plan-book.ts';
import { type PlannedChunk, periodsToRead, planChunk, type SharedResults } from './plan-chunk.ts';
import { EMPTY_TALLY } from './run-tally.ts';
import type { BillingPorts } from './services.ts';

/**
 * Terms read and written at once. What terms share travels once a chunk, so larger ones cost less (docs/bench.md); this many
 * hold the event loop up for some 60 ms at a time, and beyond it little is won. A packed term counts up to as many outcomes.
 */
export const CHUNK_SIZE = 7_500;

/** What stays the same during a run. */
export interface RunSetting {
  readonly providerId: number;
  readonly asOf: PlainDate;
  readonly book: PlanBook;
  readonly rules: BillingRules;
  readonly bounds: SafetyBounds;
  /** See `plansDueOtherwise`. */
  readonly changedPlans: readonly number[];
  readonly chunkSize: number;
}

/** Where a run stands between two chunks. */
export interface Walk {
  readonly lastTermId: number;
  readonly hash: string;
  readonly tally: RunTally;
  readonly parked: readonly ParkedAccount[];
  readonly trail: readonly RunChunk[];
  /** Lines that each account got so far. */
  readonly lineCounts: LineCounts;
  readonly memo: SharedResults;
}

/** The hash begins with whose run it is and for which day: one run's approval fits no other. */
export const firstHash = (
  { providerId, asOf }: Pick<RunSetting, 'providerId' | 'asOf'>,
  secrets: Secrets,
): Promise<string> => secrets.hash(`billing ${providerId} ${asOf}`);

/** The hash after a chunk; one without lines leaves it as it was. */
export const chunkHash = async (
  before: string,
  { digest, lineCount }: Pick<PlannedChunk, 'digest' | 'lineCount'>,
  secrets: Secrets,
): Promise<string> => (lineCount === 0 ? before : secrets.hash(`${before}\n${digest}`));

/** @param before lines that accounts got already and that count in their bound */
export async function beginWalk(
  setting: Pick<RunSetting, 'providerId' | 'asOf'>,
  secrets: Secrets,
  { parked, before }: { readonly parked: readonly ParkedAccount[]; readonly before: LineCounts },
): Promise<Walk> {
  return {
    lastTermId: 0,
    hash: await firstHash(setting, secrets),
    tally: EMPTY_TALLY,
    parked,
    trail: [],
    lineCounts: before,
    memo: new Map(),
  };
}

/** What is to become of a chunk: checked (preview) or written (commit). */
export type SettleChunk = (step: Step) => Promise<ChunkWritten>;

/** One chunk's plan, where it leaves the run, and whom it parks. */
export interface Step {
  readonly plan: PlannedChunk;
  readonly before: Walk;
  readonly after: Walk;
  readonly parked: readonly ParkedAccount[];
}

export type StepTaken = 'more' | 'finished' | 'moved';

/** The next chunk. `moved`: what was read had changed before it was written; nothing happened. */
export async function takeStep(
  walk: Walk,
  setting: RunSetting,
  { chunks, secrets, background }: Pick<BillingPorts, 'chunks' | 'secrets' | 'background'>,
  settle: SettleChunk,
): Promise<{ readonly taken: StepTaken; readonly walk: Walk }> {
  const terms = await chunks.readChunk(setting.providerId, {
    asOf: setting.asOf,
    afterTermId: walk.lastTermId,
    untilTermId: null,
    limit: setting.chunkSize,
    changedPlans: setting.changedPlans,
    servicePlans: setting.book.servicePlans,
    featuredPlans: setting.book.featuredPlans,
    manualApproval: setting.rules.periodApproval === 'manual',
    withoutAccounts: walk.parked.map(({ accountId }) => accountId),
  });
  const lastTerm = terms.at(-1);
  if (lastTerm === undefined) return { taken: 'finished', walk };
  const [billed, usage] = await Promise.all([
    chunks.readBilled(periodsToRead(terms)),
    readUsageOf(terms, setting, chunks),
  ]);
  /** Accounts whose lines the ledger holds already. */
  const clashing = new Map<number, string>();
  for (;;) {
    const plan = planChunk(terms, walk.tally, {
      ...setting,
      billed,
      usage,
      without: new Set(clashing.keys()),
      lineCounts: walk.lineCounts,
      memo: walk.memo,
    });
    const parked = await nameParked(new Map([...clashing, ...plan.tripped]), walk, chunks);
    const hash = await chunkHash(walk.hash, plan, secrets);
    const after: Walk = {
      ...walk,
      lastTermId: lastTerm.id,
      hash,
      tally: plan.tally,
      parked: [...walk.parked, ...parked],
      trail: [...walk.trail, { lastTermId: lastTerm.id, lines: plan.lineCount, hash }],
    };
    await background.pause(0);
    const written = await settle({ plan, before: walk, after, parked });
    if (written === 'written')
      return { taken: terms.length >= setting.chunkSize ? 'more' : 'finished', walk: after };
    plan.takeBack();
    if (written === 'moved') return { taken: 'moved', walk };
    const accounts = await chunks.findClashes(plan);
    invariant(accounts.length > 0, 'a clash in the ledger has an account');
    for (const accountId of accounts)
      clashing.set(accountId, 'a second line for days that are billed already');
  }
}

/** What the terms of a chunk used and were not charged for yet (BILL-5). */
export const readUsageOf = (
  terms: readonly Pick<TermToWalk, 'id'>[],
  { providerId, asOf, rules }: Pick<RunSetting, 'providerId' | 'asOf' | 'rules'>,
  chunks: Pick<ChunkStore, 'readUsage'>,
): ReturnType<ChunkStore['readUsage']> =>
  chunks.readUsage(providerId, {
    asOf,
    terms: terms.map(({ id }) => id),
    manualApproval: rules.periodApproval === 'manual',
  });

async function nameParked(
  reasons: ReadonlyMap<number, string>,
  { trail }: Walk,
  chunks: ChunkStore,
): Promise<ParkedAccount[]> {
  if (reasons.size === 0) return [];
  const references = await chunks.accountReferences([...reasons.keys()]);
  return [...reasons].map(([accountId, reason]) => ({
    accountId,
    account: references.get(accountId) ?? '',
    reason,
    chunk: trail.length,
  }));
}
