import { type PlainDate, spokenDate } from '#core/calendar.ts';
import { ok, type Result } from '#core/result.ts';
import { resumeSubscription } from '#core/subscriptions/suspend-subscription.ts';
import type { Actor } from '../ports/platform.ts';
import {
  type Changed,
  changeSubscription,
  type Deciding,
  type Decision,
  type DeedInput,
} from './change-subscription.ts';
import { counterpartsOf } from './counterparts.ts';
import type { SubscriptionPorts } from './services.ts';

export interface ResumeSubscription extends DeedInput {
  /** The first day with service again. */
  readonly on: PlainDate;
}

export interface ResumptionTold {
  readonly on: PlainDate;
  readonly text: string;
}

/**
 * With service again, from a past day too; the first day of the suspension takes it back whole (decision 87). Refuses
 * `not_suspended`, `resumed_before_suspension` and `day_too_far_ahead`.
 */
export const makeResumeSubscription =
  (ports: SubscriptionPorts) =>
  (actor: Actor, input: ResumeSubscription): Promise<Result<Changed<ResumptionTold>>> =>
    changeSubscription<ResumptionTold>(ports, actor, {
      input,
      action: 'subscription.resumed',
      mirrored: { upstream: 'subscription.resumed', downstream: 'subscription.supply_resumed' },
      details: ({ on }) => ({ on }),
      decide: (deciding) => decideResumption(ports, input, deciding),
    });

/** What a resumption changes, in both companies' books. */
export function decideResumption(
  { clock }: Pick<SubscriptionPorts, 'clock'>,
  { on }: Pick<ResumeSubscription, 'on'>,
  { loaded, today }: Deciding,
): Result<Decision<ResumptionTold>> {
  const { downstream } = counterpartsOf(loaded, clock.now());
  const decided = resumeSubscription(loaded.own, on, { today, downstream });
  if (!decided.ok) return decided;
  const text = decided.value.isWithdrawn
    ? `The suspension from ${spokenDate(on)} on is taken back.`
    : `Service resumes on ${spokenDate(on)}.`;
  return ok({ changes: decided.value.changes, told: { on, text } });
}
