/**
 * Chunks of a billing run: read as JSON cells in one request, written as one batch of JSON parameters, a constant number of
 * statements whatever the chunk holds. Lines that terms share travel once, as shapes; a row is then three numbers.
 */

import type {
  ChunkPlan,
  ChunkQuery,
  ChunkStore,
  ChunkToWrite,
  ChunkWritten,
  OutcomeLine,
  TermToWalk,
} from '#app/ports/billing.ts';
import { packedSql, VERSIONS } from '#app/ports/packed-term.ts';
import {
  type BilledLine,
  type BoltOnInForce,
  CARDLINE_KINDS,
  type ChangedBoltOn,
  type DatedFee,
  type JoiningService,
  type Pause,
} from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import { type Cents, cents, type TaxRate } from '#core/money.ts';
import { invariant } from '#core/result.ts';
import { clashOf, type Database, type Statement } from '../database.ts';
import { basisCell, kindNumber, kindOfNumber } from './cardline-rows.ts';
import { missedGuardOf } from './guards.ts';
import { LEASE_END } from './leases.ts';
import { traceStatements } from './traces.ts';
import { chargedStatement, readUsageToBill, usageDue } from './usage-billing.ts';

/** Kinds are kept as numbers: up to this one they are of periods or of setup, and may be corrected. */
const PERIOD_KINDS = CARDLINE_KINDS.indexOf('bolt_on_fee') + 1;

export const makeChunkStore = (db: Database): ChunkStore => ({
  async readChunk(providerId, query) {
    const { sql, args } = termsStatement(providerId, query);
    const cells = await db.readJson<TermCells>(sql, args);
    return cells.map(toTerm);
  },

  async readBilled(periods) {
    const byTerm = new Map<number, BilledLine[]>();
    if (periods.length === 0) return byTerm;
    const cells = await db.readJson<BilledCells>(
      `select json_group_array(json_array(c.term_id, c.period_start, c.service_id, c.kind, c."from", c."to", c.amount, c.tax,
         c.tax_rate, c.fee, c.revision, c.item_id, c.basis like '["setup"%'))
       from json_each(?) wanted cross join cardline c
       where c.period_start = wanted.value ->> 1 and c.term_id = wanted.value ->> 0 and abs(c.kind) <= ${PERIOD_KINDS}`,
      [JSON.stringify(periods.map(({ termId, periodStart }) => [termId, periodStart]))],
    );
    for (const [termId, lines] of netOf(cells)) byTerm.set(termId, lines);
    return byTerm;
  },

  readUsage: (providerId, query) => readUsageToBill(db, providerId, query),

  async findClashes(plan) {
    if (plan.terms.count === 0) return [];
    const find = (rows: string, lines: string, { term, outcome, service }: Place) =>
      db.readJson<number[]>(
        `with ${LINES}
         select json_group_array(distinct t.account_id)
         from json_each(:rows) row
           cross join line on line.outcome = ${outcome}
           cross join cardline c on c.period_start = line.period_start and c.term_id = ${term} and c.service_id = ${service}
             and c.item_id = line.item and c.kind = line.kind and c.revision = line.revision
           cross join subscription_term t on t.id = c.term_id`,
        { rows, lines },
      );
    const [ofPackage, ofServices] = await Promise.all([
      find(plan.terms.json, linesJson(plan, 'of package'), PACKED),
      plan.services.count === 0 ? [] : find(plan.services.json, linesJson(plan, 'of services'), LISTED),
    ]);
    return [...new Set([...ofPackage, ...ofServices])];
  },

  async countSoFar(providerId, { id, asOf }) {
    const counts = await db.readJson<[number, number][]>(
      `with run as (select id, status from billing_run where provider_id = :provider and as_of = :asOf and mode = 'commit')
       select json_group_array(json_array(account_id, lines))
       from (select account_id, count(*) lines from cardline where run_id in (
         select id from run where id = :run
           or status = 'failed' and id > (select coalesce(max(id), 0) from run where status = 'done'))
       group by account_id)`,
      { provider: providerId, asOf, run: id },
    );
    return new Map(counts);
  },

  async accountReferences(accountIds) {
    const pairs = await db.readJson<[number, string][]>(
      `select json_group_array(json_array(id, reference)) from account where id in (select value from json_each(?))`,
      [JSON.stringify(accountIds)],
    );
    return new Map(pairs);
  },

  async writeChunk(providerId, chunk): Promise<ChunkWritten> {
    try {
      await db.write(chunkStatements(db, providerId, chunk));
      return 'written';
    } catch (error) {
      if (missedGuardOf(error) === 'billing_run.last_term_id') return 'moved';
      if (clashOf(error)?.includes('cardline.period_start')) return 'clash';
      throw error;
    }
  },
});

// ---- reading

/** One cell: the due terms of the chunk, with their active services where those are charged, and approvals where they matter. */
function termsStatement(
  providerId: number,
  query: ChunkQuery,
): { readonly sql: string; readonly args: Record<string, string | number> } {
  const { changedPlans, servicePlans, featuredPlans, untilTermId, withoutAccounts } = query;
  const lists = {
    ...(servicePlans.length === 0 ? {} : { servicePlans: JSON.stringify(servicePlans) }),
    ...(featuredPlans.length === 0 ? {} : { featuredPlans: JSON.stringify(featuredPlans) }),
    ...(changedPlans.length === 0 ? {} : { changedPlans: JSON.stringify(changedPlans) }),
    ...(withoutAccounts.length === 0 ? {} : { withoutAccounts: JSON.stringify(withoutAccounts) }),
  };
  const isIn = (column: string, list: string) =>
    list in lists ? `${column} in (select value from json_each(:${list}))` : 'false';
  return {
    sql: `select json_group_array(json_array(id, version, account_id, side, package_plan_id, start, anchor_month, anchor_day,
        length_months, known_from, charges_setup, access_fee_override, next_period, setup_billed, next_due_on,
        iif(waiting is null and settled_end is null and end_known_from is null and joining is null and pauses_known_from is null
            and dated_fees is null and bolt_on_changes is null, null,
          json_array(waiting, settled_end, iif(end_known_from > :asOf, settled_end, "end"),
            iif(pauses_known_from > :asOf, settled_pauses, pauses), settled_pauses,
            nullif(min(iif(end_known_from > :asOf, end_known_from, '~'), iif(pauses_known_from > :asOf, pauses_known_from, '~')), '~'),
            joining, dated_fees, bolt_on_changes)),
        case when has_bolt_ons or ${isIn('package_plan_id', 'servicePlans')} then ${servicesOfTerm('true')}
          ${featuredPlans.length === 0 ? '' : `else ${servicesOfTerm(isIn('s.service_plan_id', 'featuredPlans'))}`} end,
        ${query.manualApproval ? APPROVALS_OF_TERM : 'null'}))
      from (
        select id, version, account_id, subscription_id, position, side, package_plan_id, start, anchor_month, anchor_day,
          length_months, known_from, charges_setup, access_fee_override, next_period, setup_billed, next_due_on, waiting,
          settled_end, "end", end_known_from, pauses, pauses_known_from, settled_pauses, joining,
          dated_fees, has_bolt_ons, bolt_on_changes
        from subscription_term
        where provider_id = :provider and id > :after ${untilTermId === null ? '' : 'and id <= :until'} and known_from <= :asOf
          and (next_due_on <= :asOf or ${isIn('package_plan_id', 'changedPlans')} or ${usageDue(query.manualApproval)})
          and account_id not in (select id from account where provider_id = :provider and parked_reason is not null)
          and not ${isIn('account_id', 'withoutAccounts')}
        order by id limit ${Math.trunc(query.limit)}) t`,
    args: {
      provider: providerId,
      after: query.afterTermId,
      asOf: query.asOf,
      ...(untilTermId === null ? {} : { until: untilTermId }),
      ...lists,
    },
  };
}

const servicesOfTerm = (which: string): string => `(
  select json_group_array(json_array(s.id, s.service_plan_id, nullif(s.active_from, t.start), s.bolt_ons)) from service s
  where s.subscription_id = t.subscription_id and s.side = t.side and s.first_term <= t.position
    and (s.last_term is null or s.last_term >= t.position) and s.active_from is not null and ${which})`;

/** Of periods not billed yet: those that begin in the month of the first such period, or later. */
const APPROVALS_OF_TERM = `(
  select json_group_array(p.period_start) from period_approval p
  where p.term_id = t.id and p.approved_on <= :asOf
    and p.period_start >= iif(coalesce(t.waiting ->> 0, t.next_period) = 0, t.start, printf('%04d-%02d',
      (t.anchor_month + (coalesce(t.waiting ->> 0, t.next_period) - 1) * t.length_months) / 12,
      (t.anchor_month + (coalesce(t.waiting ->> 0, t.next_period) - 1) * t.length_months) % 12 + 1)))`;

type TermCells = readonly (readonly [
  id: number,
  version: number,
  accountId: number,
  side: Side,
  packagePlanId: number,
  start: PlainDate,
  anchorMonth: number,
  anchorDay: number,
  lengthMonths: number,
  knownFrom: PlainDate,
  chargesSetup: number,
  accessFeeOverride: Cents | null,
  nextPeriod: number,
  setupBilled: number,
  nextDueOn: PlainDate | null,
  /** What few terms have. */
  rare:
    | readonly [
        waiting: string | null,
        settledEnd: PlainDate | null,
        knownEnd: PlainDate | null,
        knownPauses: string | null,
        settledPauses: string | null,
        changeToCome: PlainDate | null,
        joining: string | null,
        datedFees: string | null,
        boltOnChanges: string | null,
      ]
    | null,
  services:
    | readonly (readonly [
        serviceId: number,
        servicePlanId: number,
        activeFrom: PlainDate | null,
        boltOns: string | null,
      ])[]
    | null,
  approved: readonly PlainDate[] | null,
])[];
type BilledCells = readonly (readonly [
  termId: number,
  periodStart: PlainDate,
  serviceId: number,
  kind: number,
  from: PlainDate,
  to: PlainDate,
  amount: number,
  tax: number,
  taxRate: TaxRate,
  fee: Cents,
  revision: number,
  item: number,
  once: number | null,
])[];

const NONE: readonly never[] = [];
const NOTHING_RARE = [null, null, null, null, null, null, null, null, null] as const;

function toTerm([
  id,
  version,
  accountId,
  side,
  packagePlanId,
  start,
  anchorMonth,
  anchorDay,
  lengthMonths,
  knownFrom,
  chargesSetup,
  accessFeeOverride,
  nextPeriod,
  setupBilled,
  nextDueOn,
  rare,
  services,
  approved,
]: TermCells[number]): TermToWalk {
  const [waiting, settledEnd, end, pauses, settledPauses, changeToCome, joining, datedFees, boltOnChanges] =
    rare ?? NOTHING_RARE;
  return {
    id,
    version,
    accountId,
    side,
    packagePlanId,
    term: {
      grid: { start, anchor: { monthIndex: anchorMonth, day: anchorDay }, lengthMonths },
      knownFrom,
      chargesSetup: chargesSetup === 1,
      accessFeeOverride,
      end,
      pauses: listOf<Pause>(pauses),
      datedFees: listOf<DatedFee>(datedFees),
    },
    progress: {
      nextPeriod,
      waiting: listOf<number>(waiting),
      setupBilled: setupBilled === 1,
      joining: listOf<JoiningService>(joining),
      changedBoltOns: listOf<ChangedBoltOn>(boltOnChanges),
      settledEnd,
      settledPauses: listOf<Pause>(settledPauses),
    },
    nextDueOn,
    changeToCome,
    services:
      services?.map(([serviceId, servicePlanId, activeFrom, boltOns]) => ({
        serviceId,
        servicePlanId,
        from: activeFrom !== null && activeFrom > start ? activeFrom : null,
        boltOns: listOf<BoltOnInForce>(boltOns),
      })) ?? NONE,
    approved: approved ?? NONE,
  };
}

/** A list in a text cell; null: it is empty. */
const listOf = <T>(cell: string | null): readonly T[] => (cell === null ? NONE : (JSON.parse(cell) as T[]));

/** Charges with their corrections, by term. */
function netOf(cells: BilledCells): Map<number, BilledLine[]> {
  const lines = new Map<string, { termId: number; line: BilledLine }>();
  const inOrder = [...cells].sort((a, b) => a[10] - b[10]);
  for (const [
    termId,
    periodStart,
    serviceId,
    number,
    from,
    to,
    amount,
    tax,
    taxRate,
    fee,
    revision,
    item,
    once,
  ] of inOrder) {
    const { kind, credits } = kindOfNumber(number);
    const charge = kind === 'credit' ? credits : kind;
    invariant(charge !== null, 'a credit says what it takes back');
    const key = `${termId}|${serviceId}|${item}|${charge}|${periodStart}`;
    const before = lines.get(key)?.line;
    lines.set(key, {
      termId,
      line: {
        kind: charge,
        serviceKey: serviceId === 0 ? null : serviceId,
        item: item === 0 ? null : item,
        periodStart,
        from: before?.from ?? from,
        to: before?.to ?? to,
        netAmount: cents((before?.netAmount ?? 0) + amount),
        netTax: cents((before?.netTax ?? 0) + tax),
        taxRate,
        fee,
        once: before?.once ?? once === 1,
        revisions: revision,
      },
    });
  }
  const byTerm = new Map<number, BilledLine[]>();
  for (const { termId, line } of lines.values()) push(byTerm, termId, line);
  return byTerm;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

// ---- writing

/** The distinct lines of a chunk as a table, by the outcome that they belong to. */
const LINES = `line(outcome, service, kind, revision, period_start, "from", "to", amount, tax, tax_rate, fee, basis, item) as materialized (
  select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
    value ->> 9, value ->> 10, value ->> 11, value ->> 12 from json_each(:lines))`;

/** Where a row of terms has its parts. */
interface Place {
  readonly term: string;
  readonly outcome: string;
  readonly service: string;
}

/** A term packed into a number: package-level lines. */
const PACKED = { ...packedSql('row.value'), service: '0' } satisfies Place & { readonly version: string };

/** A term with its services, which begin at index 2: the line's is the one at its place. */
const LISTED: Place = {
  term: '(row.value ->> 0)',
  outcome: '(row.value ->> 1)',
  service: '(row.value ->> (line.service + 1))',
};

/** The lines with or without a service, each statement getting only its own. */
function linesJson({ outcomes }: ChunkPlan, which: 'of package' | 'of services'): string {
  const rows: string[] = [];
  for (const [outcome, { lines }] of outcomes.entries())
    for (const line of lines)
      if ((line.service === 0) === (which === 'of package')) rows.push(`[${outcome},${lineText(line)}]`);
  return `[${rows.join(',')}]`;
}

/** A line's own cells as text, worked out once for all chunks that it comes up in. */
function lineText(line: OutcomeLine): string {
  const known = LINE_TEXTS.get(line);
  if (known !== undefined) return known;
  const text = JSON.stringify([
    line.service,
    kindNumber(line.kind, line.credits),
    line.revision,
    line.periodStart,
    line.from,
    line.to,
    line.amount,
    line.tax,
    line.taxRate,
    line.basis.fee,
    basisCell(line.basis),
    line.item ?? 0,
  ]).slice(1, -1);
  LINE_TEXTS.set(line, text);
  return text;
}
const LINE_TEXTS = new WeakMap<OutcomeLine, string>();

const outcomesJson = ({ outcomes }: ChunkPlan): string =>
  JSON.stringify(
    outcomes.map((outcome) => [
      outcome.periods,
      cellOf(outcome.waiting),
      outcome.setupBilled ? 1 : 0,
      cellOf(outcome.joining),
      outcome.settledEnd,
      cellOf(outcome.settledPauses),
      outcome.nextDueOn,
      cellOf(outcome.changedBoltOns),
    ]),
  );

const cellOf = (list: readonly unknown[]): string | null => (list.length === 0 ? null : JSON.stringify(list));

function chunkStatements(db: Database, providerId: number, chunk: ChunkToWrite): Statement[] {
  const { plan, parked } = chunk;
  return [
    // The terms first: where one is not as it was read, the run's guard fails the batch before the ledger can clash.
    ...(plan.terms.count === 0 ? [] : [advanceStatement(plan)]),
    progressStatement(chunk),
    ...linesStatements(chunk),
    ...(plan.usage === undefined || plan.usage.count === 0 ? [] : [chargedStatement(plan.usage.json)]),
    ...(parked.length === 0 ? [] : [parkStatement(providerId, chunk)]),
    ...traceStatements(db, chunk.traces),
  ];
}

const advanceStatement = (plan: ChunkPlan): Statement => ({
  sql: `with outcome(n, periods, waiting, setup_billed, joining, settled_end, settled_pauses, next_due_on,
        bolt_on_changes) as materialized (
      select key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
      from json_each(:outcomes))
    update subscription_term set next_period = next_period + outcome.periods, waiting = outcome.waiting,
      setup_billed = outcome.setup_billed, joining = outcome.joining, settled_end = outcome.settled_end,
      settled_pauses = outcome.settled_pauses, bolt_on_changes = outcome.bolt_on_changes, next_due_on = outcome.next_due_on, version = version + 1
    from json_each(:terms) row cross join outcome on outcome.n = ${PACKED.outcome}
    where subscription_term.id = ${PACKED.term} and subscription_term.version % ${VERSIONS} = ${PACKED.version}`,
  args: { terms: plan.terms.json, outcomes: outcomesJson(plan) },
});

/**
 * The run's progress, a sign of life too, and the guard of the batch: every term was as it was read, and whoever writes holds
 * the run, which is where it was left.
 */
const progressStatement = ({
  runId,
  worker,
  afterTermId,
  lastTermId,
  plan,
  progress,
}: ChunkToWrite): Statement => ({
  sql: `update billing_run set hash = :hash, tally = :tally, parked = :parked, lease_until = ${LEASE_END}, lost_workers = 0,
      last_term_id = case when last_term_id = :after and status = 'running' and worker = :worker
        ${plan.terms.count === 0 ? '' : `and changes() = ${plan.terms.count}`} then :last end
    where id = :run`,
  args: {
    run: runId,
    worker,
    after: afterTermId,
    last: lastTermId,
    hash: progress.hash,
    tally: JSON.stringify(progress.tally),
    parked: JSON.stringify(progress.parked),
  },
});

function linesStatements({ runId, asOf, catalogueVersion, plan }: ChunkToWrite): Statement[] {
  const args = { asOf, version: catalogueVersion, run: runId };
  const insertFrom = ({ term, outcome, service }: Place) =>
    `with ${LINES}
    insert into cardline (provider_id, account_id, subscription_id, term_id, side, service_id, item_id, kind, revision,
      period_start, "from", "to", generated_on, amount, tax, tax_rate, fee, basis, catalogue_version, run_id)
    select t.provider_id, t.account_id, t.subscription_id, t.id, t.side, ${service}, line.item, line.kind, line.revision,
      line.period_start, line."from", line."to", :asOf, line.amount, line.tax, line.tax_rate, line.fee, line.basis,
      :version, :run
    from json_each(:rows) row
      cross join subscription_term t on t.id = ${term}
      cross join line on line.outcome = ${outcome}`;
  const ofPackage = linesJson(plan, 'of package');
  const statements: Statement[] = [];
  if (ofPackage !== '[]')
    statements.push({
      sql: insertFrom(PACKED),
      args: { ...args, rows: plan.terms.json, lines: ofPackage },
    });
  if (plan.services.count > 0)
    statements.push({
      sql: insertFrom(LISTED),
      args: { ...args, rows: plan.services.json, lines: linesJson(plan, 'of services') },
    });
  return statements;
}

const parkStatement = (providerId: number, { parked, at }: ChunkToWrite): Statement => ({
  sql: `update account set parked_reason = trip.value ->> 1, parked_at = :at from json_each(:parked) trip
    where account.id = trip.value ->> 0 and account.provider_id = :provider and account.parked_reason is null`,
  args: {
    provider: providerId,
    at,
    parked: JSON.stringify(parked.map(({ accountId, reason }) => [accountId, reason])),
  },
});
