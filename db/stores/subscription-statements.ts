/**
 * The statements that change subscriptions, of one company or of two: a constant number of them. What a change was made from is
 * guarded by version: a column that may not be null would become null.
 */
import type { SubscriptionChange } from '#core/subscriptions/subscription.ts';
import type { Statement } from '../database.ts';

export function changeStatements(changes: readonly SubscriptionChange[]): Statement[] {
  const terms = changes.flatMap((change) => change.terms);
  const newTerms = changes.flatMap((change) =>
    change.newTerms.map((term) => [change.before.id, term] as const),
  );
  const services = changes.flatMap((change) => change.services);
  const newServices = changes.flatMap((change) =>
    change.newServices.map((service) => [change.before.id, service] as const),
  );
  return [
    {
      sql: `update subscription set status = j.value ->> 'status', cancelled_by = j.value ->> 'cancelledBy',
              suspensions = j.value ->> 'suspensions',
              version = iif(version = j.value ->> 'version', version + 1, null)
            from json_each(?) j where subscription.id = j.value ->> 'id'`,
      args: [
        JSON.stringify(
          changes.map(({ before, status, cancelledBy, suspensions }) => ({
            id: before.id,
            version: before.version,
            status,
            cancelledBy,
            suspensions: jsonOf(suspensions),
          })),
        ),
      ],
    },
    ...(terms.length === 0
      ? []
      : [
          {
            sql: `update subscription_term set "end" = j.value ->> 'end', end_known_from = j.value ->> 'endKnownFrom',
                    pauses = j.value ->> 'pauses', pauses_known_from = j.value ->> 'pausesKnownFrom',
                    migrates_on = j.value ->> 'migratesOn', migration = j.value ->> 'migration',
                    contract_broken = j.value ->> 'contractBroken',
                    withdrawn = j.value ->> 'withdrawn', dated_fees = j.value ->> 'datedFees',
                    has_bolt_ons = j.value ->> 'hasBoltOns', bolt_on_changes = j.value ->> 'boltOnChanges',
                    access_fee_override = j.value ->> 'accessFeeOverride', next_due_on = j.value ->> 'nextDueOn',
                    version = iif(version = j.value ->> 'version', version + 1, null)
                  from json_each(?) j where subscription_term.id = j.value ->> 'id'`,
            args: [
              JSON.stringify(
                terms.map(
                  ({
                    id,
                    version,
                    term,
                    progress,
                    migration,
                    withdrawn,
                    hasBoltOns,
                    pausesKnownFrom,
                    endKnownFrom,
                    nextDueOn,
                  }) => ({
                    id,
                    version,
                    end: term.end,
                    pauses: jsonOf(term.pauses),
                    pausesKnownFrom,
                    migratesOn: migration?.on ?? null,
                    migration: migration?.number ?? null,
                    contractBroken: migration?.broken ? JSON.stringify(migration.broken) : null,
                    withdrawn: withdrawn ? 1 : 0,
                    datedFees: jsonOf(term.datedFees),
                    hasBoltOns: hasBoltOns ? 1 : 0,
                    boltOnChanges: jsonOf(progress.changedBoltOns),
                    accessFeeOverride: term.accessFeeOverride,
                    endKnownFrom,
                    nextDueOn,
                  }),
                ),
              ),
            ],
          },
        ]),
    ...(newTerms.length === 0
      ? []
      : [
          {
            sql: `insert into subscription_term (provider_id, account_id, subscription_id, position, side, package_plan_id,
                    start, anchor_month, anchor_day, length_months, known_from, charges_setup, access_fee_override, pauses,
                    pauses_known_from, has_bolt_ons, next_due_on)
                  select sub.provider_id, sub.account_id, sub.id, j.value ->> 'position', j.value ->> 'side',
                    j.value ->> 'packagePlanId', j.value ->> 'start', j.value ->> 'anchorMonth', j.value ->> 'anchorDay',
                    j.value ->> 'lengthMonths', j.value ->> 'knownFrom', j.value ->> 'chargesSetup',
                    j.value ->> 'accessFeeOverride', j.value ->> 'pauses', j.value ->> 'pausesKnownFrom',
                    j.value ->> 'hasBoltOns', j.value ->> 'nextDueOn'
                  from json_each(?) j join subscription sub on sub.id = j.value ->> 'subscriptionId'
                  order by j.key`,
            args: [
              JSON.stringify(
                newTerms.map(
                  ([
                    subscriptionId,
                    { side, position, packagePlan, term, pausesKnownFrom, hasBoltOns, nextDueOn },
                  ]) => ({
                    subscriptionId,
                    side,
                    position,
                    packagePlanId: packagePlan.id,
                    start: term.grid.start,
                    anchorMonth: term.grid.anchor.monthIndex,
                    anchorDay: term.grid.anchor.day,
                    lengthMonths: term.grid.lengthMonths,
                    knownFrom: term.knownFrom,
                    chargesSetup: term.chargesSetup ? 1 : 0,
                    accessFeeOverride: term.accessFeeOverride,
                    pauses: jsonOf(term.pauses),
                    pausesKnownFrom,
                    hasBoltOns: hasBoltOns ? 1 : 0,
                    nextDueOn,
                  }),
                ),
              ),
            ],
          },
        ]),
    ...(services.length === 0
      ? []
      : [
          {
            sql: `update service set status = j.value ->> 'status', last_term = j.value ->> 'lastTerm',
                    active_until = j.value ->> 'activeUntil', bolt_ons = j.value ->> 'boltOns'
                  from json_each(?) j where service.id = j.value ->> 'id'`,
            args: [
              JSON.stringify(
                services.map(({ id, status, lastTerm, activeUntil, boltOns }) => ({
                  id,
                  status,
                  lastTerm,
                  activeUntil,
                  boltOns: jsonOf(boltOns),
                })),
              ),
            ],
          },
        ]),
    ...(newServices.length === 0
      ? []
      : [
          {
            sql: `insert into service (provider_id, subscription_id, order_service_id, service_plan_id, side, identifier,
                    details, status, first_term, active_from, bolt_ons)
                  select sub.provider_id, sub.id, j.value ->> 'orderServiceId', j.value ->> 'servicePlanId',
                    j.value ->> 'side', j.value ->> 'identifier', j.value ->> 'details', 'active',
                    j.value ->> 'firstTerm', j.value ->> 'activeFrom', j.value ->> 'boltOns'
                  from json_each(?) j join subscription sub on sub.id = j.value ->> 'subscriptionId'
                  order by j.key`,
            args: [
              JSON.stringify(
                newServices.map(
                  ([
                    subscriptionId,
                    {
                      servicePlan,
                      side,
                      orderServiceId,
                      identifier,
                      details,
                      firstTerm,
                      activeFrom,
                      boltOns,
                    },
                  ]) => ({
                    subscriptionId,
                    servicePlanId: servicePlan.id,
                    side,
                    orderServiceId,
                    identifier,
                    details: JSON.stringify(details),
                    firstTerm,
                    activeFrom,
                    boltOns: jsonOf(boltOns),
                  }),
                ),
              ),
            ],
          },
        ]),
  ];
}

/** A list in a text column; null: it is empty. */
const jsonOf = (list: readonly unknown[]): string | null => (list.length === 0 ? null : JSON.stringify(list));
