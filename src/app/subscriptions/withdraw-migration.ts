import { type PlainDate, spokenDate } from '#core/calendar.ts';
import { ok, type Result } from '#core/result.ts';
import { withdrawMigration } from '#core/subscriptions/withdraw-migration.ts';
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

export interface MigrationWithdrawalTold {
  /** Code of the plan that was to take over, and the day on which it was to. */
  readonly plan: string;
  readonly on: PlainDate;
  readonly text: string;
}

/**
 * As if the migration had not been entered (decision 87), as long as it has not taken effect. Refuses `no_migration`,
 * `migration_in_effect`, `migrated_by_retailer`, `subscription_cancelled` and `supply_cancelled`.
 */
export const makeWithdrawMigration =
  (ports: SubscriptionPorts) =>
  (actor: Actor, input: DeedInput): Promise<Result<Changed<MigrationWithdrawalTold>>> =>
    changeSubscription<MigrationWithdrawalTold>(ports, actor, {
      input,
      action: 'subscription.migration_withdrawn',
      mirrored: {
        upstream: 'subscription.migration_withdrawn',
        downstream: 'subscription.supply_resumed',
      },
      details: ({ on }) => ({ on }),
      ownDetails: ({ plan }) => ({ plan }),
      decide: (deciding) => decideMigrationWithdrawal(ports, deciding),
    });

/** What the withdrawal of a migration changes, in both companies' books. */
export function decideMigrationWithdrawal(
  { clock }: Pick<SubscriptionPorts, 'clock'>,
  { loaded, today }: Deciding,
): Result<Decision<MigrationWithdrawalTold>> {
  const withdrawn = withdrawMigration(loaded.own, { today, ...counterpartsOf(loaded, clock.now()) });
  if (!withdrawn.ok) return withdrawn;
  const { changes, plan, day } = withdrawn.value;
  const text = `The migration to ${plan} on ${spokenDate(day)} is withdrawn: the plan until then goes on.`;
  return ok({ changes, told: { plan, on: day, text } });
}
