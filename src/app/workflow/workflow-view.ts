import type { Instant } from '#core/calendar.ts';
import type { ProvisioningRequest } from '#core/orders/order.ts';
import { isUnderWay, type OpenStage, stageText } from '#core/workflow/stage.ts';

/** How far a carrier is with a request; nothing of this is shown once it is active, halted or cancelled. */
export interface WorkflowView {
  readonly stage: OpenStage;
  /** As the log put it. */
  readonly stageText: string;
  readonly since: Instant;
  /** The activity file that it was last sent in. */
  readonly fileSequence: number | null;
  /** The batch file that said yes to it. */
  readonly adviceSequence: number | null;
  /** From 1; each resubmission is one more. */
  readonly round: number;
  /** An alert about it is open (WF-3); always false for a company that does not run the workflow. */
  readonly isStuck: boolean;
  /** Acting on it by hand is refused (WF-2), but for who may override it and says why. */
  readonly isUnderWay: boolean;
}

export function workflowView(
  workflow: ProvisioningRequest['workflow'],
  { isOwn }: { readonly isOwn: boolean },
): WorkflowView | null {
  if (workflow === null || workflow.stage === 'ended') return null;
  const { stage, since, fileSequence, adviceSequence, round, isStuck } = workflow;
  return {
    stage,
    stageText: stageText(workflow),
    since,
    fileSequence,
    adviceSequence,
    round,
    isStuck: isOwn && isStuck,
    isUnderWay: isUnderWay(workflow),
  };
}
