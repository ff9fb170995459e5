/**
 * WF-1: the stages of a request that a carrier works on by files, and the words of the provisioning log for them, which are
 * those of the product documents to the letter.
 */
import type { Instant } from '../calendar.ts';

/** ended: the request is active, halted or cancelled; resubmitted, it begins anew. */
export type Stage = 'pending_collection' | 'sent' | 'advised' | 'ended';
/** A stage that is shown: something still has to come. */
export type OpenStage = Exclude<Stage, 'ended'>;

/** Where the carrier's work on a request stands. */
export interface Workflow {
  readonly stage: Stage;
  /** When it came to this stage. */
  readonly since: Instant;
  /** From 1; each resubmission is one more. */
  readonly round: number;
  /** The activity file that it was last sent in. */
  readonly fileSequence: number | null;
  /** The carrier's batch file that said yes to it in this round. */
  readonly adviceSequence: number | null;
  /** Keys of the details that the carrier was told. */
  readonly told: readonly string[];
  /** An alert about it is open (WF-3). */
  readonly isStuck: boolean;
}

export const PENDING_COLLECTION = 'Pending Activity Collection';
export const collectedText = (sequence: number): string => `FSR Request sent in file sequence ${sequence}`;
export const advisedText = (sequence: number): string => `Churn advice in file sequence ${sequence}`;
export const ACTIVATED_BY_CARRIER = 'Service activation Complete';

/** The stage as the log put it. */
export function stageText({
  stage,
  fileSequence,
  adviceSequence,
}: Pick<Workflow, 'stage' | 'fileSequence' | 'adviceSequence'>): string {
  if (stage === 'advised' && adviceSequence !== null) return advisedText(adviceSequence);
  if (stage === 'sent' && fileSequence !== null) return collectedText(fileSequence);
  return stage === 'ended' ? 'Ended' : PENDING_COLLECTION;
}

/** The carrier has been told of it, and its answer is still to come: nobody else may act on it (WF-2). */
export const isUnderWay = (workflow: Workflow | null): workflow is Workflow =>
  workflow?.stage === 'sent' || workflow?.stage === 'advised';

/** A workflow that waits to be collected, for the first time or (resubmitted) once more. */
export const beginWorkflow = (at: Instant, before: Workflow | null = null): Workflow => ({
  stage: 'pending_collection',
  since: at,
  round: (before?.round ?? 0) + 1,
  fileSequence: before?.fileSequence ?? null,
  adviceSequence: null,
  told: [],
  isStuck: false,
});

export const endWorkflow = (workflow: Workflow, at: Instant): Workflow =>
  workflow.stage === 'ended' ? workflow : { ...workflow, stage: 'ended', since: at, isStuck: false };
