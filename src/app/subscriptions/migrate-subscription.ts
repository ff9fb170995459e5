import { type PlainDate, spokenDate } from '#core/calendar.ts';
import { formatCents } from '#core/money.ts';
import { invariant, ok, type Result } from '#core/result.ts';
import {
  type MigrationContext,
  migrateSubscription,
  type PlannedMigration,
} from '#core/subscriptions/migrate-subscription.ts';
import type { BrokenContract } from '#core/subscriptions/subscription.ts';
import { hasPriceIn, makePlanBook } from '../billing/plan-book.ts';
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

export interface MigrateSubscription extends DeedInput {
  readonly on: PlainDate;
  /** Code of the new sell package plan. */
  readonly plan: string;
}

export interface MigrationTold {
  readonly plan: string;
  /** The day on which it takes effect: the one asked for, or the next boundary (BILL-9). */
  readonly effectiveOn: PlainDate;
  readonly services: readonly { readonly from: string; readonly to: string | null }[];
  /** CON-1: the contract that it breaks, where it leaves its pool. */
  readonly contract: BrokenContract | null;
  readonly text: string;
}

/**
 * BILL-9: another plan takes over. Refuses every fault at once: the day, the plan, what CAT-3 and CAT-4 ask of it, services that
 * cannot go on without an order.
 */
export const makeMigrateSubscription =
  (ports: SubscriptionPorts) =>
  (actor: Actor, input: MigrateSubscription): Promise<Result<Changed<MigrationTold>>> =>
    changeSubscription<MigrationTold>(ports, actor, {
      input,
      action: 'subscription.migrated',
      mirrored: { upstream: 'subscription.migrated', downstream: 'subscription.supply_ended' },
      details: ({ effectiveOn }) => ({ on: effectiveOn }),
      ownDetails: ({ plan, services, contract }) => ({
        plan,
        services,
        brokenContract: contract?.contractType ?? null,
      }),
      decide: (deciding) => decideMigration(ports, actor, input, deciding),
    });

/** What a migration changes, in both companies' books, and when it takes effect. */
export async function decideMigration(
  ports: Omit<SubscriptionPorts, 'chunks'>,
  actor: Actor,
  input: Pick<MigrateSubscription, 'on' | 'plan'>,
  deciding: Deciding,
): Promise<Result<Decision<MigrationTold>>> {
  const planned = migrateSubscription(deciding.loaded.own, await contextOf(ports, actor, input, deciding));
  if (!planned.ok) return planned;
  const [own, ...others] = planned.value.changes;
  invariant(own, 'a migration changes the subscription that it names');
  return ok({ changes: [own, ...others], told: toldOf(input, planned.value) });
}

async function contextOf(
  { orders, catalogue: reader, runs, clock }: Omit<SubscriptionPorts, 'chunks'>,
  actor: Actor,
  { on, plan }: Pick<MigrateSubscription, 'on' | 'plan'>,
  { loaded, today, catalogue, book }: Deciding,
): Promise<MigrationContext> {
  const { id } = loaded.own.account;
  const { upstream, downstream } = counterpartsOf(loaded, clock.now());
  const facts = await orders.placingFacts(actor.providerId, { id });
  const [wholesalers, supply] = await Promise.all([
    Promise.all(
      facts.wholesalers.map(async (one) => ({ ...one, catalogue: await reader.snapshot(one.company.id) })),
    ),
    upstream && withBooks(upstream),
  ]);
  return {
    on,
    plan,
    today,
    catalogue,
    planOf: book.plan,
    hasPrice: hasPriceIn(book),
    wholesalers,
    upstream: supply,
    downstream,
  };

  async function withBooks(other: NonNullable<typeof upstream>) {
    const { id: companyId } = other.subscription.company;
    const [theirs, settings] = await Promise.all([reader.snapshot(companyId), runs.settings(companyId)]);
    const theirBook = makePlanBook(theirs, settings.defaultTaxRate);
    return { ...other, catalogue: theirs, planOf: theirBook.plan, hasPrice: hasPriceIn(theirBook) };
  }
}

function toldOf(
  { on, plan }: Pick<MigrateSubscription, 'on' | 'plan'>,
  planned: PlannedMigration,
): MigrationTold {
  const { day, takenOver, ending, broken } = planned;
  const waits =
    day === on
      ? ''
      : ` The plan until then has Disable Migrations during Period, so ${spokenDate(on)} waits for the next boundary.`;
  const breaks = broken
    ? ` It leaves the pool ${broken.pool} of the contract ${broken.contractType}, which runs until ${spokenDate(broken.until)}: ${broken.breakOutFee === 0 ? 'breaking it costs nothing' : `the break-out fee of ${formatCents(broken.breakOutFee)} is charged with it`}.`
    : '';
  return {
    plan,
    effectiveOn: day,
    services: [
      ...takenOver.map(({ service, as }) => ({ from: service.servicePlan.code, to: as.plan.code })),
      ...ending.map(({ code }) => ({ from: code, to: null })),
    ],
    contract: broken,
    text: `${plan} takes over on ${spokenDate(day)}, without a setup fee.${waits}${breaks}`,
  };
}
