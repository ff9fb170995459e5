/**
 * The batch that writes a chunk of a billing run: JSON parameters, a constant number of statements whatever the chunk holds. Lines
 * that terms share travel once, as shapes; a row is then three numbers.
 */
import type { ChunkPlan, ChunkToWrite, OutcomeLine } from '#app/ports/billing.ts';
import { packedSql, VERSIONS } from '#app/ports/packed-term.ts';
import type { Database, Statement } from '../database.ts';
import { basisCell, kindNumber } from './cardline-rows.ts';
import { LEASE_END } from './leases.ts';
import { traceStatements } from './traces.ts';
import { chargedStatement } from './usage-billing.ts';

/** The distinct lines of a chunk as a table, by the outcome that they belong to. */
export const LINES = `line(outcome, service, kind, revision, period_start, "from", "to", amount, tax, tax_rate, fee, basis, item) as materialized (
  select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
    value ->> 9, value ->> 10, value ->> 11, value ->> 12 from json_each(:lines))`;

/** Where a row of terms has its parts. */
export interface Place {
  readonly term: string;
  readonly outcome: string;
  readonly service: string;
}

/** A term packed into a number: package-level lines. */
export const PACKED = { ...packedSql('row.value'), service: '0' } satisfies Place & {
  readonly version: string;
};

/** A term with its services, which begin at index 2: the line's is the one at its place. */
export const LISTED: Place = {
  term: '(row.value ->> 0)',
  outcome: '(row.value ->> 1)',
  service: '(row.value ->> (line.service + 1))',
};

/** The lines with or without a service, each statement getting only its own. */
export function linesJson({ outcomes }: ChunkPlan, which: 'of package' | 'of services'): string {
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

export function chunkStatements(db: Database, providerId: number, chunk: ChunkToWrite): Statement[] {
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
