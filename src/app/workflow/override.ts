import { checkReason } from '#core/orders/texts.ts';
import { ok, type Result } from '#core/result.ts';
import type { Leave } from '#core/workflow/interference.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';

export interface OverrideInput {
  /** Why somebody acts while a carrier works on it (WF-2): takes the power, and goes into the log. */
  readonly overrideReason?: string | null | undefined;
}

/** WF-2: the leave to act on a request that a carrier works on; none where no reason is given. */
export function readOverride(actor: Actor, { overrideReason }: OverrideInput): Result<Leave> {
  const reason = checkReason(overrideReason ?? null, 'overrideReason');
  if (!reason.ok) return reason;
  if (reason.value === null) return ok(undefined);
  const allowed = requirePower(actor, 'provision.override');
  return allowed.ok ? ok({ kind: 'override', reason: reason.value }) : allowed;
}
