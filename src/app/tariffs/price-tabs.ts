/** Tariffs, rates and cards as they stand in the workbook, published or not; rows that cannot be read are left to its check. */
import type { RateCard, Tariff } from '#core/catalogue/rows.ts';
import type { PriceList } from '#core/catalogue/tariff-listing.ts';
import { readTab } from '#core/workbook/read-tab.ts';
import { type AnyTab, fromTuple, type Tuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { BuiltinWorkbook, Cells, TabToWrite } from '../ports/workbook.ts';

export interface PriceTabs extends PriceList {
  readonly tariffs: readonly Tariff[];
  /** The rows of Rates as they were entered. */
  readonly rates: readonly { readonly rateCard: string; readonly tariffKey: string; readonly cells: Cells }[];
}

export async function readPriceTabs(workbook: BuiltinWorkbook, providerId: number): Promise<PriceTabs> {
  const [tariffs, rates, cards] = await Promise.all(
    [TAB.tariffs, TAB.rates, TAB.rateCards].map(async ({ title }) => {
      const [sheet] = await workbook.sheets(providerId, title);
      return sheet ?? { title, headings: [], rows: [] };
    }),
  );
  return {
    tariffs: wholeRows(TAB.tariffs, tariffs).map((tuple) => fromTuple<'tariffs'>(TAB.tariffs, tuple)),
    rates: cellsIn(rates).map((cells) => ({
      rateCard: String(cells['Rate Card'] ?? ''),
      tariffKey: String(cells['Tariff Key'] ?? ''),
      cells,
    })),
    cards: wholeRows(TAB.rateCards, cards)
      .map((tuple) => fromTuple<'rateCards'>(TAB.rateCards, tuple))
      .filter(pricesUsage)
      .map(({ code }) => code),
  };
}

/** A card that is not on sale any more needs no further prices. */
const pricesUsage = ({ serviceType, approvalStatus }: RateCard): boolean =>
  serviceType === 'Telephony' && approvalStatus !== 'Grandfathered';

function wholeRows(tab: AnyTab, sheet: TabToWrite | undefined): Tuple[] {
  const rows = (sheet?.rows ?? []).map((cells, at) => ({ row: at + 2, cells }));
  const raw = { title: tab.title, headings: sheet?.headings ?? [], rows };
  return readTab(tab, raw, { serialDates: false, locale: null }, { add: () => {} })
    .rows.filter(({ isWhole }) => isWhole)
    .map(({ values }) => values as Tuple);
}

const cellsIn = (sheet: TabToWrite | undefined): Cells[] =>
  (sheet?.rows ?? []).map((row) =>
    Object.fromEntries((sheet?.headings ?? []).map((heading, at) => [heading, row[at] ?? null])),
  );
