/**
 * USE-8: which tariffs of which cards cost something else in one version than in an earlier one, and on which days. Rates alone have
 * days: what plans, bands and parents say applies from its publish on, so a change of theirs is none of the past.
 */
import { addDays, earlier, later, type PlainDate } from '../calendar.ts';
import { stepsInForce } from '../catalogue/rates.ts';
import type { Rate } from '../catalogue/rows.ts';
import type { KeptRate, RatingContent } from './rating-book.ts';

/** Both days included; null: from then on. */
export interface DaySpan {
  readonly from: PlainDate;
  readonly to: PlainDate | null;
}

/** A tariff on a card, by their items. */
export interface RepricedTariff {
  readonly rateCardId: number;
  readonly side: 'sell' | 'buy';
  readonly tariffId: number;
  readonly spans: readonly DaySpan[];
}

export interface Repriced {
  readonly tariffs: readonly RepricedTariff[];
  /** Before the first of the days nothing changes; null: nothing does at all. */
  readonly from: PlainDate | null;
  /** The last of the days; null: there is none. */
  readonly to: PlainDate | null;
  has(rateCardId: number, tariffKey: string, date: PlainDate): boolean;
}

type PricedContent = Pick<RatingContent, 'rates' | 'tariffs' | 'rateCards'>;

/** A tariff whose price is a parent's changes with it (USE-6), wherever it has no price of its own. */
export function repricedDays(before: PricedContent, after: PricedContent): Repriced {
  const changed = changedDays(before.rates, after.rates);
  const children = Map.groupBy(after.tariffs, ({ parent }) => parent ?? '');
  const tariffs = new Map(after.tariffs.map((tariff) => [tariff.tariffKey, tariff.itemId]));
  const cards = new Map([...before.rateCards, ...after.rateCards].map((card) => [card.code, card]));
  const spans = new Map<string, DaySpan[]>();
  const found: RepricedTariff[] = [];
  for (const [code, ofCard] of changed) {
    const card = cards.get(code);
    if (card === undefined) continue;
    for (const [tariffKey, days] of ofCard)
      for (const key of withDescendants(tariffKey, children)) {
        const tariffId = tariffs.get(key);
        if (tariffId === undefined) continue;
        const known = spans.get(`${card.itemId} ${key}`);
        if (known === undefined) {
          const own = [...days];
          spans.set(`${card.itemId} ${key}`, own);
          found.push({ rateCardId: card.itemId, side: card.side, tariffId, spans: own });
        } else known.push(...days);
      }
  }
  const all = found.flatMap((tariff) => tariff.spans);
  return {
    tariffs: found,
    from: all.reduce<PlainDate | null>(
      (first, { from }) => (first === null ? from : earlier(first, from)),
      null,
    ),
    to: all.reduce<PlainDate | null>(
      (last, { to }) => (last === null || to === null ? null : later(last, to)),
      all[0]?.to ?? null,
    ),
    has: (rateCardId, tariffKey, date) =>
      spans
        .get(`${rateCardId} ${tariffKey}`)
        ?.some(({ from, to }) => from <= date && (to === null || date <= to)) ?? false,
  };
}

/** By card and tariff; rows that both versions have are the same rows. */
function changedDays(
  before: readonly KeptRate[],
  after: readonly KeptRate[],
): ReadonlyMap<string, ReadonlyMap<string, readonly DaySpan[]>> {
  const [had, has] = [before, after].map((rates) => new Set(rates.map(({ id }) => id)));
  const groupOf = ({ rateCard, tariffKey, band }: KeptRate) => JSON.stringify([rateCard, tariffKey, band]);
  const touched = new Set([
    ...before.filter(({ id }) => !has?.has(id)).map(groupOf),
    ...after.filter(({ id }) => !had?.has(id)).map(groupOf),
  ]);
  const [old, fresh] = [before, after].map((rates) =>
    Map.groupBy(
      rates.filter((rate) => touched.has(groupOf(rate))),
      groupOf,
    ),
  );
  const days = new Map<string, Map<string, DaySpan[]>>();
  for (const group of touched) {
    const differing = differingDays(old?.get(group) ?? [], fresh?.get(group) ?? []);
    if (differing.length === 0) continue;
    const [rateCard, tariffKey] = JSON.parse(group) as [string, string, string];
    const ofCard = days.get(rateCard) ?? new Map<string, DaySpan[]>();
    days.set(rateCard, ofCard);
    ofCard.set(tariffKey, [...(ofCard.get(tariffKey) ?? []), ...differing]);
  }
  return days;
}

/** The days on which other steps are in force, or the same ones say something else. */
export function differingDays(before: readonly Rate[], after: readonly Rate[]): DaySpan[] {
  const starts = new Set<PlainDate>();
  for (const { effectiveFrom, effectiveTo } of [...before, ...after]) {
    starts.add(effectiveFrom);
    if (effectiveTo !== null) starts.add(addDays(effectiveTo, 1));
  }
  const days = [...starts].sort();
  return days.flatMap((from, at): DaySpan[] => {
    if (termsOn(before, from) === termsOn(after, from)) return [];
    const next = days[at + 1];
    return [{ from, to: next === undefined ? null : addDays(next, -1) }];
  });
}

/** What the steps of a day say, whichever rows they stand in. */
const termsOn = (rates: readonly Rate[], day: PlainDate): string =>
  JSON.stringify(
    stepsInForce(rates, day).map((rate) => [
      rate.fromQuantity,
      rate.profile,
      rate.flagfall,
      rate.price,
      rate.per,
      rate.minimum,
      rate.increment,
      rate.minimumCharge,
      rate.maximumCharge,
    ]),
  );

function withDescendants(
  tariffKey: string,
  children: ReadonlyMap<string, readonly { readonly tariffKey: string }[]>,
): ReadonlySet<string> {
  const line = new Set([tariffKey]);
  // A set is walked in the order of what is added to it, also while it grows; a circle ends where it closes.
  for (const key of line) for (const child of children.get(key) ?? []) line.add(child.tariffKey);
  return line;
}
