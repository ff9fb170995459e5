/** BILL-11: the run on the database and the simulation in memory are the same code; here they have to give the same lines. */
import { expect, it } from 'vitest';
import { checkSimulation } from '#core/billing/check-simulation.ts';
import { simulateBilling } from '#core/billing/simulate.ts';
import type { SimulationRequest } from '#core/billing/simulation.ts';
import { activateTerm } from '#core/billing/start-term.ts';
import { earlier, later, type PlainDate } from '#core/calendar.ts';
import { cents, formatCents } from '#core/money.ts';
import type { Database } from '#db/database.ts';
import { kindOfNumber } from '#db/stores/cardline-rows.ts';
import { value } from '#test/support/api.ts';
import { billingCases } from '#test/support/billing-cases.ts';
import { aDatabase } from '#test/support/database.ts';
import {
  actorOf,
  anAccount,
  aPackagePlan,
  aProvider,
  aServicePlan,
  aShelf,
  billingOn,
  subscribe,
} from '#test/support/ledger-builders.ts';

/** Each of its runs is one on the database, so an example may have few; migrations are the subscriptions' own matter. */
const MOST_RUNS = 12;
const SIZE = 45;

const simulations = billingCases
  .filter(({ expect: expected, request }) => expected.status === undefined && request !== undefined)
  .map(({ id, request }) => ({ id, request: value(checkSimulation(request)) }))
  .filter(
    ({ request: { runs, events } }) =>
      runs.length <= MOST_RUNS && events.every(({ type }) => type !== 'migrate'),
  );
/** Every example with something happening, and some of the others. */
const chosen = [
  ...simulations.filter(({ request }) => request.events.length > 0),
  ...simulations.filter(({ request }) => request.events.length === 0),
].filter((_, index, all) => index % Math.ceil(all.length / SIZE) === 0);

it(`the run bills what the simulation says, in ${chosen.length} examples`, async () => {
  const db = await aDatabase();
  for (const { id, request } of chosen)
    expect(await billedFor(db, id, request), id).toEqual(
      simulateBilling(request)
        .cardlines.map(({ generatedOn, kind, service, from, to, amount, tax }) =>
          [generatedOn, kind, service, from, to, amount, tax].join(' '),
        )
        .sort(),
    );
}, 60_000);

/** The lines of the example's runs on the database, for a provider of its own. */
async function billedFor(db: Database, id: string, request: SimulationRequest): Promise<string[]> {
  const { plan, services } = request.plan;
  const tenant = await aProvider(db, { code: id, ...request.rules, maxLineAmount: 2_000_000_000_000 });
  const named = services.map((service, index) => ({ ...service, plan: `S${index}-${service.code}` }));
  const shelf = await aShelf(db, tenant, {
    plans: [aPackagePlan({ ...plan, code: 'PLAN' })],
    services: named.map(({ plan: code, setupFee, accessFee, taxRate }) =>
      aServicePlan({ code, setupFee, accessFee, taxRate }),
    ),
  });
  const { created, start, firstPeriodEnd, accessFeeOverride } = request.subscription;
  const accountId = await anAccount(db, tenant);
  const [subscriptionId = 0] = await subscribe(db, tenant, shelf, [
    { accountId, sell: 'PLAN', start, created, services: named },
  ]);
  const { grid } = activateTerm({
    plan,
    account: request.account,
    created,
    start,
    firstPeriodEnd,
    accessFeeOverride,
    firstSubscriptionStart: start,
  });
  await db.write([
    {
      sql: `update subscription_term set anchor_month = :month, anchor_day = :day, access_fee_override = :fee
        where subscription_id = :id`,
      args: {
        month: grid.anchor.monthIndex,
        day: grid.anchor.day,
        fee: accessFeeOverride,
        id: subscriptionId,
      },
    },
  ]);
  let before: PlainDate | null = null;
  for (const asOf of request.runs) {
    await enterEvents(db, subscriptionId, request, before, asOf);
    before = asOf;
    const billing = billingOn(db, shelf, { now: `${asOf}T02:00:00.000Z` });
    const run = await billing.startBillingRun(actorOf(tenant), {
      asOf,
      mode: 'commit',
      previewHash: null,
      waitSeconds: 30,
    });
    expect(value(run)).toMatchObject({ status: 'done', parked: [] });
  }
  const rows = await db.readJson<[PlainDate, number, string | null, PlainDate, PlainDate, number, number][]>(
    `select json_group_array(json_array(c.generated_on, c.kind, i.code, c."from", c."to", c.amount, c.tax))
     from cardline c left join service s on s.id = c.service_id left join catalogue_item i on i.id = s.service_plan_id
     where c.subscription_id = ?`,
    [subscriptionId],
  );
  return rows
    .map(([generatedOn, kind, code, from, to, amount, tax]) =>
      [
        generatedOn,
        kindOfNumber(kind).kind,
        named.find((service) => service.plan === code)?.code ?? null,
        from,
        to,
        formatCents(cents(amount)),
        formatCents(cents(tax)),
      ].join(' '),
    )
    .sort();
}

/** What became known since the run before: an end as the earliest cancellation says, and approvals. */
async function enterEvents(
  db: Database,
  subscriptionId: number,
  { events, subscription }: SimulationRequest,
  after: PlainDate | null,
  until: PlainDate,
): Promise<void> {
  const known = events.filter(({ entered }) => entered <= until && (after === null || entered > after));
  const ends = events.flatMap((event) =>
    event.type === 'cancel' && event.entered <= until ? [event.on] : [],
  );
  if (known.some(({ type }) => type === 'cancel'))
    await db.write([
      {
        sql: `update subscription_term set "end" = :end, end_known_from = :on, next_due_on = min(coalesce(next_due_on, :on), :on),
            version = version + 1 where subscription_id = :id`,
        args: { end: later(ends.reduce(earlier), subscription.start), on: until, id: subscriptionId },
      },
    ]);
  for (const event of known)
    if (event.type === 'approve_period')
      await db.write([
        {
          sql: `insert into period_approval (term_id, period_start, approved_by, approved_at, approved_on)
            select id, :start, 'somebody', '2026-01-01T00:00:00.000Z', :on from subscription_term
            where subscription_id = :id on conflict do nothing`,
          args: { start: event.periodFrom, on: event.entered, id: subscriptionId },
        },
      ]);
}
