/** Subscriptions as decisions need them: loaded whole in one statement, written in one batch that only one of two racers gets through. */
import type { InArgs } from '@libsql/client';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { SubscriptionFilter, SubscriptionRow, SubscriptionStore } from '#app/ports/subscriptions.ts';
import type { PlainDate } from '#core/calendar.ts';
import { ok } from '#core/result.ts';
import type { Subscription } from '#core/subscriptions/subscription.ts';
import { clashOf, type Database } from '../database.ts';
import { breakOutStatements } from './break-out-statements.ts';
import { missedGuardOf } from './guards.ts';
import { companyJson, planJson } from './order-json.ts';
import { changeStatements } from './subscription-statements.ts';
import { traceStatements } from './traces.ts';

export const makeSubscriptionStore = (db: Database): SubscriptionStore => ({
  async find(providerId, id) {
    const found = await db.readJson<Subscription[]>(LOADED, { providerId, id });
    const own = found.find((subscription) => subscription.company.id === providerId);
    if (own === undefined) return null;
    return { own, counterpart: found.find((subscription) => subscription !== own) ?? null };
  },

  async page(providerId, filter, today, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.readJson<SubscriptionRow[]>(
      ...pageStatement(providerId, filter, { today, before: before.value, limit: limit + 1 }),
    );
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  async commit(changes, lines, traces) {
    try {
      await db.write([
        ...changeStatements(changes),
        ...breakOutStatements(lines),
        ...traceStatements(db, traces),
      ]);
      return true;
    } catch (error) {
      if (isBeaten(error)) return false;
      throw error;
    }
  },
});

/** A version has moved on, or somebody has begun the term that this was to begin. */
const isBeaten = (error: unknown): boolean =>
  ['subscription.version', 'subscription_term.version'].includes(missedGuardOf(error) ?? '') ||
  (clashOf(error)?.startsWith('subscription_term.') ?? false);

const bool = (column: string): string => `json(iif(${column}, 'true', 'false'))`;

const TERMS = `json((
  select json_group_array(json(one)) from (
    select json_object('id', t.id, 'version', t.version, 'side', t.side, 'position', t.position,
      'packagePlan', ${planJson('i')},
      'term', json_object(
        'grid', json_object('start', t.start, 'anchor', json_object('monthIndex', t.anchor_month, 'day', t.anchor_day),
          'lengthMonths', t.length_months),
        'knownFrom', t.known_from, 'chargesSetup', ${bool('t.charges_setup')},
        'accessFeeOverride', t.access_fee_override, 'datedFees', json(coalesce(t.dated_fees, '[]')),
        'end', t."end", 'pauses', json(coalesce(t.pauses, '[]'))),
      'migration', json(iif(t.migration is null, null, json_object('on', t.migrates_on, 'number', t.migration,
        'broken', json(t.contract_broken)))),
      'withdrawn', ${bool('t.withdrawn')}, 'hasBoltOns', ${bool('t.has_bolt_ons')}, 'endKnownFrom', t.end_known_from, 'pausesKnownFrom', t.pauses_known_from,
      'progress', json_object('nextPeriod', t.next_period, 'waiting', json(coalesce(t.waiting, '[]')),
        'setupBilled', ${bool('t.setup_billed')}, 'joining', json(coalesce(t.joining, '[]')), 'changedBoltOns', json(coalesce(t.bolt_on_changes, '[]')), 'settledEnd', t.settled_end,
        'settledPauses', json(coalesce(t.settled_pauses, '[]'))),
      'nextDueOn', t.next_due_on,
      'approved', json((select json_group_array(p.period_start) from period_approval p where p.term_id = t.id))) one
    from subscription_term t join catalogue_item i on i.id = t.package_plan_id
    where t.subscription_id = sub.id order by t.side desc, t.position)))`;

const SERVICES = `json((
  select json_group_array(json(one)) from (
    select json_object('id', s.id, 'side', s.side, 'servicePlan', ${planJson('i')}, 'orderServiceId', s.order_service_id,
      'identifier', s.identifier, 'details', json(s.details), 'status', s.status, 'firstTerm', s.first_term,
      'lastTerm', s.last_term, 'activeFrom', s.active_from, 'knownFrom', s.known_from,
      'activeUntil', s.active_until, 'boltOns', json(coalesce(s.bolt_ons, '[]'))) one
    from service s join catalogue_item i on i.id = s.service_plan_id
    where s.subscription_id = sub.id order by s.id)))`;

/** Both companies' subscriptions of one order, in one cell. */
export const LOADED = `
  select json_group_array(json(one)) from (
    select json_object('id', sub.id, 'version', sub.version, 'status', sub.status, 'cancelledBy', sub.cancelled_by,
      'suspensions', json(coalesce(sub.suspensions, '[]')), 'company', ${companyJson('p')}, 'timeZone', p.time_zone,
      'account', json_object('id', a.id, 'reference', a.reference, 'name', a.name,
        'invoiceTerms', json_object('invoiceDay', a.invoice_day, 'invoicePeriodMonths', a.invoice_period_months,
          'invoiceAnchor', a.invoice_anchor),
        'firstSubscriptionStart', a.first_subscription_start, 'parkedReason', a.parked_reason),
      'order', json(iif(o.id is null, null,
        json_object('id', o.id, 'number', o.number, 'sellerId', o.provider_id, 'contractType', o.contract_type))),
      'createdAt', sub.created_at, 'terms', ${TERMS}, 'services', ${SERVICES}) one
    from subscription asked
      join subscription sub on sub.id = asked.id or sub.order_id = asked.order_id
      join provider p on p.id = sub.provider_id
      join account a on a.id = sub.account_id
      left join "order" o on o.id = sub.order_id
    where asked.id = :id and asked.provider_id = :providerId)`;

/** The first day without service: of the last term that has any (see `endOf`). */
const END = `(select coalesce(max(iif(t."end" > t.start, t."end", null)), min(t.start)) from subscription_term t
  where t.subscription_id = sub.id and t.side = 'sell')`;

/** Whether a suspension holds the day that is asked about. */
const SUSPENDED = `exists (select 1 from json_each(sub.suspensions) stretch
  where stretch.value ->> 'from' <= :today and (stretch.value ->> 'until' is null or stretch.value ->> 'until' > :today))`;

const STANDING = {
  active: `sub.status = 'active' and not ${SUSPENDED}`,
  ending: `sub.status = 'cancelled' and ${END} > :today and not ${SUSPENDED}`,
  suspended: `sub.suspensions is not null and (sub.status = 'active' or ${END} > :today) and ${SUSPENDED}`,
  cancelled: `sub.status = 'cancelled' and ${END} <= :today`,
} as const;

/** SQL and its parameters, so that a test can look at how it is planned. */
export const pageStatement = (
  providerId: number,
  { account, status }: SubscriptionFilter,
  {
    today,
    before,
    limit,
  }: { readonly today: PlainDate; readonly before: number | null; readonly limit: number },
): [sql: string, args: InArgs] => [
  `select json_group_array(json(one)) from (
    select json_object('id', id, 'version', version, 'createdAt', created_at, 'account', json(account), 'order', number,
      'start', start, 'end', "end", 'packagePlan', json(plan),
      'status', case when "end" <= :today then 'cancelled' when suspended then 'suspended' when "end" is null then 'active'
        else 'ending' end) one
    from (
      select sub.id, sub.version, sub.created_at, o.number,
        json_object('id', a.id, 'reference', a.reference, 'name', a.name) account,
        (select min(t.start) from subscription_term t where t.subscription_id = sub.id and t.side = 'sell') start,
        iif(sub.status = 'active', null, ${END}) "end", ${SUSPENDED} suspended,
        (select ${planJson('i')} from subscription_term t join catalogue_item i on i.id = t.package_plan_id
         where t.subscription_id = sub.id and t.side = 'sell'
         order by t."end" is not null and t."end" <= t.start, t.start > :today, iif(t.start > :today, 1, -1) * t.position
         limit 1) plan
      from subscription sub
        join account a on a.id = sub.account_id
        left join "order" o on o.id = sub.order_id
      where sub.provider_id = :providerId
        ${status === undefined ? '' : `and ${STANDING[status]}`}
        ${
          account === undefined
            ? ''
            : `and sub.account_id = (select id from account
                 where provider_id = :providerId and ${'id' in account ? 'id = :id' : 'reference = :reference'})`
        }
        ${before === null ? '' : 'and sub.id < :before'}
      order by sub.id desc limit :limit)
    order by id desc)`,
  {
    providerId,
    today,
    limit,
    ...account,
    ...(before === null ? {} : { before }),
  },
];
