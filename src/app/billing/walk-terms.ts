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
import { type PlannedChunk, periodsToRead, planChunk } from './plan-chunk.ts';
import { EMPTY_TALLY } from './run-tally.ts';
import type { BillingPorts } from './services.ts';
import type { SharedResults } from './work-term.ts';

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
type SettleChunk = (step: Step) => Promise<ChunkWritten>;

/** One chunk's plan, where it leaves the run, and whom it parks. */
export interface Step {
  readonly plan: PlannedChunk;
  readonly before: Walk;
  readonly after: Walk;
  readonly parked: readonly ParkedAccount[];
  /** Whether no term is left behind it. */
  readonly isLast: boolean;
  /** The same terms once more, without these accounts; its own lines have to be taken back first. */
  readonly without: (accounts: ReadonlyMap<number, string>) => Promise<Step>;
}

type StepPorts = Pick<BillingPorts, 'chunks' | 'secrets' | 'background'>;

/** The next chunk, worked out and not settled; null: no term is left. */
async function planStep(walk: Walk, setting: RunSetting, ports: StepPorts): Promise<Step | null> {
  const { chunks, background } = ports;
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
  if (lastTerm === undefined) return null;
  const [billed, usage] = await Promise.all([
    chunks.readBilled(periodsToRead(terms)),
    readUsageOf(terms, setting, chunks),
  ]);
  const planWithout = async (clashing: ReadonlyMap<number, string>): Promise<Step> => {
    const plan = planChunk(terms, walk.tally, {
      ...setting,
      billed,
      usage,
      without: new Set(clashing.keys()),
      lineCounts: walk.lineCounts,
      memo: walk.memo,
    });
    const parked = await nameParked(new Map([...clashing, ...plan.tripped]), walk, chunks);
    const hash = await chunkHash(walk.hash, plan, ports.secrets);
    const after: Walk = {
      ...walk,
      lastTermId: lastTerm.id,
      hash,
      tally: plan.tally,
      parked: [...walk.parked, ...parked],
      trail: [...walk.trail, { lastTermId: lastTerm.id, lines: plan.lineCount, hash }],
    };
    return {
      plan,
      before: walk,
      after,
      parked,
      isLast: terms.length < setting.chunkSize,
      without: (more) => planWithout(new Map([...clashing, ...more])),
    };
  };
  const step = await planWithout(new Map());
  await background.pause(0);
  return step;
}

/** How far a walk got: to its end, as many chunks as it was to take, or until it was told to leave off. */
export interface WalkTaken {
  readonly walk: Walk;
  readonly left: 'finished' | 'more' | 'left off';
}

/**
 * Takes chunk after chunk. While one is settled the next is read and worked out already: a libSQL server writes meanwhile, and
 * waits for nobody. Where a chunk does not settle as it is, what was worked out behind it is thrown away.
 *
 * @param most chunks to take at most
 * @param goesOn asked before each chunk, and again where what was read had changed before it was written (`inVain` times in a row)
 */
export async function takeSteps(
  begun: Walk,
  setting: RunSetting,
  ports: StepPorts,
  {
    settle,
    most,
    goesOn,
  }: {
    readonly settle: SettleChunk;
    readonly most: number;
    readonly goesOn: (inVain: number) => Promise<boolean>;
  },
): Promise<WalkTaken> {
  let walk = begun;
  let next: Step | null | undefined;
  for (let taken = 0, inVain = 0; ; ) {
    if (!(await goesOn(inVain))) {
      next?.plan.takeBack();
      return { walk, left: 'left off' };
    }
    const step = next === undefined ? await planStep(walk, setting, ports) : next;
    if (step === null) return { walk, left: 'finished' };
    const isLastHere = step.isLast || taken + 1 >= most;
    const [written, ahead] = await bothOf(
      settle(step),
      isLastHere ? Promise.resolve(undefined) : planStep(step.after, setting, ports),
    );
    let settled: Step | null = step;
    next = ahead;
    if (written !== 'written') {
      next?.plan.takeBack();
      next = undefined;
      settled = await settleOtherwise(step, written, settle, ports.chunks);
    }
    if (settled === null) {
      inVain += 1;
      continue;
    }
    walk = settled.after;
    taken += 1;
    inVain = 0;
    if (settled.isLast) return { walk, left: 'finished' };
    if (taken >= most) return { walk, left: 'more' };
  }
}

/** Both, or the first failure, once neither is under way any more: a run must not be ended beside a chunk that is being written. */
async function bothOf<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

/** A chunk whose lines clash with the ledger is settled without the accounts that they are of; null: it has moved, so nothing was. */
async function settleOtherwise(
  first: Step,
  written: ChunkWritten,
  settle: SettleChunk,
  chunks: ChunkStore,
): Promise<Step | null> {
  let step = first;
  for (let now = written; now !== 'written'; now = await settle(step)) {
    step.plan.takeBack();
    if (now === 'moved') return null;
    const accounts = await chunks.findClashes(step.plan);
    invariant(accounts.length > 0, 'a clash in the ledger has an account');
    step = await step.without(
      new Map(accounts.map((accountId) => [accountId, 'a second line for days that are billed already'])),
    );
  }
  return step;
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
