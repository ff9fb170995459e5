/** Sums of usage for those who set prices: one statement each, over sums that every intake keeps. */
import type { QuarantinedOfTariff, RatedOfTariff, UsageReader } from '#app/ports/usage.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { QuarantineReason } from '#core/rating/terms.ts';
import type { Database } from '../database.ts';
import { quarantineWhere } from './usage-filters.ts';

export const makeUsageReader = (db: Database): UsageReader => ({
  async ratedByTariff(providerId, { from, to }) {
    const rows = await db.readJson<RatedCells[]>(RATED_BY_TARIFF, { provider: providerId, from, to });
    return rows.map(
      ([side, rateCard, tariffKey, records, quantity, charge]): RatedOfTariff => ({
        side,
        rateCard,
        tariffKey,
        records,
        quantity,
        charge: BigInt(charge),
      }),
    );
  },

  async quarantined(providerId, filter = {}) {
    const { where, args } = quarantineWhere(providerId, filter);
    const rows = await db.readJson<QuarantinedCells[]>(
      `select json_group_array(json_array(reason, tariff_key, supplier, records, quantity, cast(cost as text), first, last))
       from (select reason, tariff_key, supplier, count(*) records, total(quantity) quantity, coalesce(sum(cost), 0) cost,
               min(local_date) first, max(local_date) last
             from usage_record where ${where} group by reason, tariff_key, supplier
             order by records desc, reason, tariff_key, supplier)`,
      args,
    );
    return rows.map(
      ([reason, tariffKey, supplier, records, quantity, cost, from, to]): QuarantinedOfTariff => ({
        reason,
        tariffKey,
        supplier,
        records,
        quantity,
        cost: BigInt(cost),
        from,
        to,
      }),
    );
  },
});

const RATED_BY_TARIFF = `
  select json_group_array(json_array(side, card, tariff, records, quantity, cast(charge as text))) from (
    select t.side, c.code card, i.code tariff, sum(t.records) records, total(t.quantity) quantity, sum(t.charge) charge
    from usage_total t join catalogue_item i on i.id = t.tariff_id left join catalogue_item c on c.id = nullif(t.rate_card_id, 0)
    where t.period_start between :from and :to and t.provider_id = :provider
    group by t.side, t.rate_card_id, t.tariff_id order by card, tariff)`;

type RatedCells = readonly [
  side: Side,
  rateCard: string | null,
  tariffKey: string,
  records: number,
  quantity: number,
  charge: string,
];
type QuarantinedCells = readonly [
  reason: QuarantineReason,
  tariffKey: string | null,
  supplier: string,
  records: number,
  quantity: number,
  cost: string,
  from: PlainDate | null,
  to: PlainDate | null,
];
