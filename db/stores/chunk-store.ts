/**
 * Chunks of a billing run: read as JSON cells in one request, written as one batch of JSON parameters, a constant number of
 * statements whatever the chunk holds. Lines that terms share travel once, as shapes; a row is then three numbers.
 */
import type { ResultSet } from '@libsql/client';
import type {
  ChunkPlan,
  ChunkQuery,
  ChunkStore,
  ChunkToWrite,
  ChunkWritten,
  TermService,
  TermToWalk,
} from '#app/ports/billing.ts';
import type { BilledLine, TermProgress } from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import { type Cents, cents, type TaxRate } from '#core/money.ts';
import { invariant } from '#core/result.ts';
import { clashOf, type Database, type Statement } from '../database.ts';
import { basisCell, kindNumber, kindOfNumber } from './cardline-rows.ts';
import { missedGuardOf } from './guards.ts';
import { renewLease } from './leases.ts';
import { traceStatements } from './traces.ts';

export const makeChunkStore = (db: Database): ChunkStore => ({
  async readChunk(providerId, query) {
    const statements = [termsStatement(providerId, query)];
    const servicesAt =
      query.servicePlans.length > 0 ? statements.push(servicesStatement(providerId, query)) : 0;
    const approvalsAt = query.manualApproval ? statements.push(approvalsStatement(providerId, query)) : 0;
    const results = await db.readAll(statements);
    const services = new Map<number, TermService[]>();
    if (servicesAt > 0)
      for (const [termId, serviceId, servicePlanId] of cellOf<ServiceCells>(results[servicesAt - 1]))
        push(services, termId, { serviceId, servicePlanId });
    const approved = new Map<number, PlainDate[]>();
    if (approvalsAt > 0)
      for (const [termId, periodStart] of cellOf<ApprovalCells>(results[approvalsAt - 1]))
        push(approved, termId, periodStart);
    return { terms: cellOf<TermCells>(results[0]).map(toTerm), services, approved };
  },

  async readBilled(periods) {
    const byTerm = new Map<number, BilledLine[]>();
    if (periods.length === 0) return byTerm;
    const cells = await db.readJson<BilledCells>(
      `select json_group_array(json_array(c.term_id, c.period_start, c.service_id, c.kind, c."from", c."to", c.amount, c.tax,
         c.tax_rate, c.fee, c.revision))
       from json_each(?) wanted cross join cardline c
       where c.period_start = wanted.value ->> 1 and c.term_id = wanted.value ->> 0 and c.item_id = 0`,
      [JSON.stringify(periods.map(({ termId, periodStart }) => [termId, periodStart]))],
    );
    for (const [termId, lines] of netOf(cells)) byTerm.set(termId, lines);
    return byTerm;
  },

  async findClashes(plan) {
    if (plan.lines.length === 0) return [];
    return db.readJson<number[]>(
      `with ${SHAPES}
       select json_group_array(distinct t.account_id)
       from json_each(:lines) line
         join shape on shape.n = line.value ->> 1
         join cardline c on c.period_start = shape.period_start and c.term_id = line.value ->> 0
           and c.service_id = line.value ->> 2 and c.item_id = 0 and c.kind = shape.kind and c.revision = shape.revision
         join subscription_term t on t.id = c.term_id`,
      { lines: JSON.stringify(plan.lines), shapes: shapesJson(plan) },
    );
  },

  async countLines(runId) {
    const counts = await db.readJson<[number, number][]>(
      `select json_group_array(json_array(account_id, lines))
       from (select account_id, count(*) lines from cardline where run_id = ? group by account_id)`,
      [runId],
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

/** The terms of a chunk, as a table `t`: the same in each statement of one request. */
const dueTerms = ({ changedPlans, untilTermId, limit }: ChunkQuery): string => `(
  select t.* from subscription_term t
  where t.provider_id = :provider and t.id > :after ${untilTermId === null ? '' : 'and t.id <= :until'} and t.known_from <= :asOf
    and ${
      changedPlans.length === 0
        ? 't.next_due_on <= :asOf'
        : '(t.next_due_on <= :asOf or t.package_plan_id in (select value from json_each(:changedPlans)))'
    }
    and t.account_id not in (select id from account where provider_id = :provider and parked_reason is not null)
    and t.account_id not in (select value from json_each(:without))
  order by t.id limit ${Math.trunc(limit)}) t`;

const dueArgs = (providerId: number, query: ChunkQuery): Record<string, string | number> => ({
  provider: providerId,
  after: query.afterTermId,
  asOf: query.asOf,
  without: JSON.stringify(query.withoutAccounts),
  ...(query.untilTermId === null ? {} : { until: query.untilTermId }),
  ...(query.changedPlans.length === 0 ? {} : { changedPlans: JSON.stringify(query.changedPlans) }),
});

const termsStatement = (providerId: number, query: ChunkQuery): Statement => ({
  sql: `select json_group_array(json_array(t.id, t.version, t.account_id, t.side, t.package_plan_id, t.start, t.anchor_month,
      t.anchor_day, t.length_months, t.known_from, t.charges_setup, t.access_fee_override, t."end", t.end_known_from,
      t.next_period, t.waiting, t.setup_billed, t.settled_end, t.next_due_on, :asOf))
    from ${dueTerms(query)}`,
  args: dueArgs(providerId, query),
});

const servicesStatement = (providerId: number, query: ChunkQuery): Statement => ({
  sql: `select json_group_array(json_array(term, service, plan)) from (
      select t.id term, s.id service, s.service_plan_id plan
      from ${dueTerms(query)}
        join service s on s.subscription_id = t.subscription_id and s.side = t.side
          and s.first_term <= t.position and (s.last_term is null or s.last_term >= t.position)
      where t.package_plan_id in (select value from json_each(:servicePlans))
        and (s.status <> 'cancelled' or s.active_from is not null)
      order by t.id, s.id)`,
  args: { ...dueArgs(providerId, query), servicePlans: JSON.stringify(query.servicePlans) },
});

/** Approvals of periods not billed yet: those that begin in the month of the first such period or later. */
const approvalsStatement = (providerId: number, query: ChunkQuery): Statement => ({
  sql: `select json_group_array(json_array(term, period_start)) from (
      select t.id term, p.period_start
      from (select t.id, coalesce(t.waiting ->> 0, t.next_period) first_open, t.anchor_month, t.length_months
            from ${dueTerms(query)}) t
        join period_approval p on p.term_id = t.id and p.approved_on <= :asOf
      where t.first_open = 0 or p.period_start >= printf('%04d-%02d',
        (t.anchor_month + (t.first_open - 1) * t.length_months) / 12,
        (t.anchor_month + (t.first_open - 1) * t.length_months) % 12 + 1))`,
  args: dueArgs(providerId, query),
});

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
  end: PlainDate | null,
  endKnownFrom: PlainDate | null,
  nextPeriod: number,
  waiting: string | null,
  setupBilled: number,
  settledEnd: PlainDate | null,
  nextDueOn: PlainDate | null,
  asOf: PlainDate,
])[];
type ServiceCells = readonly (readonly [termId: number, serviceId: number, servicePlanId: number])[];
type ApprovalCells = readonly (readonly [termId: number, periodStart: PlainDate])[];
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
])[];

const NOTHING_WAITS: readonly number[] = [];

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
  end,
  endKnownFrom,
  nextPeriod,
  waiting,
  setupBilled,
  settledEnd,
  nextDueOn,
  asOf,
]: TermCells[number]): TermToWalk {
  const isEndKnown = end !== null && endKnownFrom !== null && endKnownFrom <= asOf;
  const progress: TermProgress = {
    nextPeriod,
    waiting: waiting === null ? NOTHING_WAITS : (JSON.parse(waiting) as number[]),
    setupBilled: setupBilled === 1,
    settledEnd,
  };
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
      end: isEndKnown ? end : null,
    },
    progress,
    nextDueOn,
    endToCome: isEndKnown ? null : endKnownFrom,
  };
}

/** Charges with their credits taken off, by term. */
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
  ] of inOrder) {
    const { kind, credits } = kindOfNumber(number);
    const charge = kind === 'credit' ? credits : kind;
    invariant(charge !== null, 'a credit says what it takes back');
    const key = `${termId}|${serviceId}|${charge}|${periodStart}`;
    const before = lines.get(key)?.line;
    lines.set(key, {
      termId,
      line: {
        kind: charge,
        serviceKey: serviceId === 0 ? null : serviceId,
        periodStart,
        from: before?.from ?? from,
        to: before?.to ?? to,
        netAmount: cents((before?.netAmount ?? 0) + amount),
        netTax: cents((before?.netTax ?? 0) + tax),
        taxRate,
        fee,
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

function cellOf<T>(result: ResultSet | undefined): T {
  const cell = result?.rows[0]?.[0];
  invariant(typeof cell === 'string', 'the statement answers one cell of JSON');
  return JSON.parse(cell) as T;
}

// ---- writing

/** The distinct lines of a chunk as a table; `n` is their place in the list. */
const SHAPES = `shape(n, kind, revision, period_start, "from", "to", amount, tax, tax_rate, fee, basis) as materialized (
  select key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
    value ->> 8, value ->> 9 from json_each(:shapes))`;

const shapesJson = ({ shapes }: ChunkPlan): string =>
  JSON.stringify(
    shapes.map((line) => [
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
    ]),
  );

const outcomesJson = ({ outcomes }: ChunkPlan): string =>
  JSON.stringify(
    outcomes.map(({ progress, nextDueOn }) => [
      progress.nextPeriod,
      progress.waiting.length === 0 ? null : JSON.stringify(progress.waiting),
      progress.setupBilled ? 1 : 0,
      progress.settledEnd,
      nextDueOn,
    ]),
  );

function chunkStatements(db: Database, providerId: number, chunk: ChunkToWrite): Statement[] {
  const { plan, parked } = chunk;
  return [
    // The terms first: where one is not as it was read, the run's guard fails the batch before the ledger can clash.
    ...(plan.advances.length === 0 ? [] : [advanceStatement(plan)]),
    progressStatement(chunk),
    ...(plan.lines.length === 0 ? [] : [linesStatement(chunk)]),
    ...(parked.length === 0 ? [] : [parkStatement(providerId, chunk)]),
    renewLease(chunk.lease),
    ...traceStatements(db, chunk.traces),
  ];
}

const advanceStatement = (plan: ChunkPlan): Statement => ({
  sql: `with outcome(n, next_period, waiting, setup_billed, settled_end, next_due_on) as materialized (
      select key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(:outcomes)),
    done as (
      select value ->> 0 id, value ->> 1 version, outcome.*
      from json_each(:advances) row join outcome on outcome.n = row.value ->> 2)
    update subscription_term set next_period = done.next_period, waiting = done.waiting, setup_billed = done.setup_billed,
      settled_end = done.settled_end, next_due_on = done.next_due_on, version = subscription_term.version + 1
    from done where subscription_term.id = done.id and subscription_term.version = done.version`,
  args: { advances: JSON.stringify(plan.advances), outcomes: outcomesJson(plan) },
});

/** The run's progress, and the guard of the batch: every term was as it was read, and nobody else moved the run on. */
const progressStatement = ({ runId, afterTermId, lastTermId, plan, progress }: ChunkToWrite): Statement => ({
  sql: `update billing_run set status = 'running', hash = :hash, tally = :tally, parked = :parked,
      last_term_id = case when last_term_id = :after and status in ('queued', 'running')
        ${plan.advances.length === 0 ? '' : `and changes() = ${plan.advances.length}`} then :last end
    where id = :run`,
  args: {
    run: runId,
    after: afterTermId,
    last: lastTermId,
    hash: progress.hash,
    tally: JSON.stringify(progress.tally),
    parked: JSON.stringify(progress.parked),
  },
});

const linesStatement = ({ runId, asOf, catalogueVersion, plan }: ChunkToWrite): Statement => ({
  sql: `with ${SHAPES}
    insert into cardline (provider_id, account_id, subscription_id, term_id, side, service_id, item_id, kind, revision,
      period_start, "from", "to", generated_on, amount, tax, tax_rate, fee, basis, catalogue_version, run_id)
    select t.provider_id, t.account_id, t.subscription_id, t.id, t.side, line.value ->> 2, 0, shape.kind, shape.revision,
      shape.period_start, shape."from", shape."to", :asOf, shape.amount, shape.tax, shape.tax_rate, shape.fee, shape.basis,
      :version, :run
    from json_each(:lines) line
      cross join subscription_term t on t.id = line.value ->> 0
      cross join shape on shape.n = line.value ->> 1`,
  args: {
    lines: JSON.stringify(plan.lines),
    shapes: shapesJson(plan),
    asOf,
    version: catalogueVersion,
    run: runId,
  },
});

const parkStatement = (providerId: number, { parked, at }: ChunkToWrite): Statement => ({
  sql: `update account set parked_reason = trip.value ->> 1, parked_at = :at from json_each(:parked) trip
    where account.id = trip.value ->> 0 and account.provider_id = :provider and account.parked_reason is null`,
  args: {
    provider: providerId,
    at,
    parked: JSON.stringify(parked.map(({ accountId, reason }) => [accountId, reason])),
  },
});
