/** WF-4: a batch file is taken once. Whether one that came is new, known, or in another's place; and what is missing then (WF-3). */
import { conflict, ok, type Result } from '../result.ts';
import { gapAlert, type NewAlert } from './alerts.ts';
import { hasNews, missingOf, type Run, withNumber } from './gaps.ts';

/** A file that was taken before. */
export interface TakenFile {
  readonly id: number;
  readonly name: string;
  readonly sequence: number;
  readonly contentHash: string;
}

export interface Arrived {
  readonly name: string;
  readonly sequence: number;
  readonly contentHash: string;
}

/** What the carrier's files were like so far. */
export interface BatchState {
  readonly carrier: { readonly code: string; readonly name: string; readonly batchesFrom: number | null };
  /** Those of the same name or number. */
  readonly taken: readonly TakenFile[];
  /** The numbers that came. */
  readonly runs: readonly Run[];
  /** What the newest alert says is missing, one that is open or that somebody closed by hand; null: there is none. */
  readonly openGap: readonly Run[] | null;
}

/** What becomes of the alert about missing files. */
export type GapPlan =
  /** Opened, or kept and corrected; told where a number is missing that was not before. */
  | { readonly kind: 'missing'; readonly alert: NewAlert; readonly isNews: boolean }
  /** The open one is over. */
  | { readonly kind: 'filled' }
  | { readonly kind: 'none' };

export type Registration =
  | { readonly kind: 'new'; readonly gap: GapPlan }
  /** Taken before: asked again, what is not done yet is finished. */
  | { readonly kind: 'known'; readonly id: number };

/** Refuses what would be taken in the place of another file (`file_name_taken`, `sequence_taken`), naming both. */
export function registerBatch(arrived: Arrived, state: BatchState): Result<Registration> {
  const same = state.taken.find(({ name }) => name === arrived.name);
  if (same?.contentHash === arrived.contentHash) return ok({ kind: 'known', id: same.id });
  if (same)
    return conflict(
      'file_name_taken',
      `${same.name} (sequence ${same.sequence}, SHA-256 ${short(same.contentHash)}…) was taken already, and this ${arrived.name} (sequence ${arrived.sequence}, SHA-256 ${short(arrived.contentHash)}…) says something else. Ask the carrier which holds, and send it under a name of its own.`,
    );
  const other = state.taken.find(({ sequence }) => sequence === arrived.sequence);
  if (other)
    return conflict(
      'sequence_taken',
      other.contentHash === arrived.contentHash
        ? `${arrived.name} is ${other.name}, which was taken already as sequence ${other.sequence}.`
        : `Sequence ${arrived.sequence} was taken already as ${other.name}; ${arrived.name} says something else under the same number. Ask the carrier which holds.`,
    );
  return ok({ kind: 'new', gap: planGap(state, withNumber(state.runs, arrived.sequence)) });
}

/** What of a carrier's files is missing, given the numbers that came. */
export function planGap(
  { carrier, openGap }: Pick<BatchState, 'carrier' | 'openGap'>,
  runs: readonly Run[],
): GapPlan {
  const missing = missingOf(runs, carrier.batchesFrom);
  if (missing.length === 0) return openGap === null ? { kind: 'none' } : { kind: 'filled' };
  return { kind: 'missing', alert: gapAlert(carrier, missing), isNews: hasNews(openGap ?? [], missing) };
}

const short = (hash: string): string => hash.slice(0, 12);
