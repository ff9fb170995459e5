/** Lines of the ledger with what their explanations are worked out from, read as one cell (BILL-12). */
import type { KeptLine, LineTerm } from '#app/ports/ledger.ts';
import type { ServiceJoined } from '#core/billing/explain.ts';
import type { DatedFee, Pause } from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Cents } from '#core/money.ts';
import type { Database } from '../database.ts';
import { LINE, type LineCells, toLine } from './cardline-rows.ts';

/** One line, or all of an invoice in the order in which they were written; of the provider alone. */
export async function readKeptLines(
  db: Database,
  providerId: number,
  wanted: { readonly id: number } | { readonly invoiceId: number },
): Promise<readonly KeptLine[]> {
  const [which, key] =
    'id' in wanted
      ? ['c.id = :key', wanted.id]
      : [
          `c.id in (select id from cardline where invoice_id = :key union select cardline_id from voided_line where invoice_id = :key)`,
          wanted.invoiceId,
        ];
  const cells = await db.readJson<KeptCells[]>(
    `select json_group_array(json_array(${LINE}, c.item_id,
        iif(t.id is null, null, json_array(t.package_plan_id, t.start, t.anchor_month, t.anchor_day, t.length_months,
          t.known_from, t.charges_setup, t.access_fee_override, t.dated_fees, iif(t.end_known_from <= c.generated_on, t."end", null),
          iif(t.pauses_known_from <= c.generated_on, t.pauses, null),
          exists (select 1 from subscription_term later where later.subscription_id = t.subscription_id
            and later.side = t.side and later.position > t.position and not later.withdrawn and later.start = t."end"))),
        iif(s.id is null, null, json_array(s.id, s.service_plan_id, s.identifier,
          iif(s.active_from > t.start, json_object('from', s.active_from, 'knownFrom', s.known_from), null)))))
     from cardline c
       left join subscription_term t on t.id = c.term_id
       left join service s on s.id = nullif(c.service_id, 0)
     where ${which} and c.provider_id = :provider`,
    { key, provider: providerId },
  );
  return cells.map(toKeptLine).sort((a, b) => a.id - b.id);
}

type KeptCells = readonly [
  line: LineCells,
  itemId: number,
  term: TermCells | null,
  service:
    | readonly [id: number, servicePlanId: number, identifier: string | null, joined: ServiceJoined | null]
    | null,
];

type TermCells = readonly [
  packagePlanId: number,
  start: PlainDate,
  anchorMonth: number,
  anchorDay: number,
  lengthMonths: number,
  knownFrom: PlainDate,
  chargesSetup: number,
  accessFeeOverride: Cents | null,
  datedFees: string | null,
  end: PlainDate | null,
  pauses: string | null,
  isTakenOver: number,
];

const toKeptLine = ([line, itemId, term, service]: KeptCells): KeptLine => ({
  ...toLine(line),
  itemId: itemId === 0 ? null : itemId,
  term: term === null ? null : toTerm(term),
  service: service === null ? null : toService(service),
});

const toService = ([id, servicePlanId, identifier, joined]: NonNullable<KeptCells[3]>) => ({
  id,
  servicePlanId,
  identifier,
  joined,
});

const toTerm = ([
  packagePlanId,
  start,
  anchorMonth,
  anchorDay,
  lengthMonths,
  knownFrom,
  chargesSetup,
  accessFeeOverride,
  datedFees,
  end,
  pauses,
  isTakenOver,
]: TermCells): LineTerm => ({
  packagePlanId,
  grid: { start, anchor: { monthIndex: anchorMonth, day: anchorDay }, lengthMonths },
  knownFrom,
  chargesSetup: chargesSetup === 1,
  accessFeeOverride,
  datedFees: datedFees === null ? [] : (JSON.parse(datedFees) as DatedFee[]),
  end,
  pauses: pauses === null ? [] : (JSON.parse(pauses) as Pause[]),
  endedBy: end === null ? null : isTakenOver === 1 ? 'migration' : 'cancellation',
});
