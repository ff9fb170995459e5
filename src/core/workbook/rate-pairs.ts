/** The rates that a publish touches, each sell side with the buy side that it is bought by: what margins are looked for in. */
import type { RatePair } from '../catalogue/margins.ts';
import type { ServicePlan } from '../catalogue/rows.ts';
import type { PresentRows } from './present.ts';
import { type PublishPlan, rowsAfter } from './publish-plan.ts';
import { fromTuple, type Tuple } from './tab.ts';
import { TAB } from './tabs.ts';

/** Which tariffs of a card are wanted. */
export type Wanted = ReadonlySet<string> | 'all';

/**
 * Of each sell card and the buy card that its service plans are bought by, the tariffs of which a rate changes on either side; all of
 * them where the two cards belong together only from now on.
 */
export function touchedRatePairs(
  plan: PublishPlan,
  present: PresentRows,
  {
    published,
    draft,
  }: { readonly published: readonly ServicePlan[]; readonly draft: readonly ServicePlan[] },
): RatePair[] {
  const known = new Set(cardPairs(published).map(String));
  const touched = tariffsTouched(plan);
  const pairs = cardPairs(draft).flatMap((pair) => {
    const wanted: Wanted = known.has(String(pair))
      ? new Set(pair.flatMap((card) => [...(touched.get(card) ?? [])]))
      : 'all';
    return wanted === 'all' || wanted.size > 0 ? [{ pair, wanted }] : [];
  });
  if (pairs.length === 0) return [];
  const wantedOf = new Map<string, Wanted>();
  for (const { pair, wanted } of pairs)
    for (const card of pair) wantedOf.set(card, either(wantedOf.get(card), wanted));
  const rates = wantedRates(rowsAfter('rates', plan, present), wantedOf);
  return pairs.flatMap(({ pair: [sellCard, buyCard], wanted }) =>
    [...(rates.get(sellCard) ?? [])].flatMap(([tariff, sell]): RatePair[] => {
      const buy = rates.get(buyCard)?.get(tariff);
      return buy === undefined || (wanted !== 'all' && !wanted.has(tariff))
        ? []
        : [{ buyCard, sell: sell.map(toRate), buy: buy.map(toRate) }];
    }),
  );
}

const either = (one: Wanted | undefined, other: Wanted): Wanted =>
  one === undefined || other === 'all' ? other : one === 'all' ? one : new Set([...one, ...other]);

export const toRate = (tuple: Tuple) => fromTuple<'rates'>(TAB.rates, tuple);

/** Sell card and buy card, each pair once. */
function cardPairs(servicePlans: readonly ServicePlan[]): (readonly [sell: string, buy: string])[] {
  const byCode = new Map(servicePlans.map((service) => [service.code, service]));
  const pairs = new Map<string, readonly [string, string]>();
  for (const { side, rateCard, buyPlan } of servicePlans) {
    const buyCard = buyPlan === null ? null : (byCode.get(buyPlan)?.rateCard ?? null);
    if (side !== 'sell' || rateCard === null || buyCard === null) continue;
    const pair = [rateCard, buyCard] as const;
    pairs.set(String(pair), pair);
  }
  return [...pairs.values()];
}

const [CARD = 0, TARIFF = 1] = TAB.rates.keyAt;

/** By card. */
export function tariffsTouched({ rates }: PublishPlan): Map<string, Set<string>> {
  const touched = new Map<string, Set<string>>();
  const touch = (tuple: Tuple) => {
    const card = String(tuple[CARD]);
    const known = touched.get(card);
    if (known === undefined) touched.set(card, new Set([String(tuple[TARIFF])]));
    else known.add(String(tuple[TARIFF]));
  };
  for (const tuple of rates?.added ?? []) touch(tuple);
  for (const [, , after] of rates?.changed ?? []) touch(after);
  for (const [, before] of rates?.removed ?? []) touch(before);
  return touched;
}

/** By card and tariff. */
export function wantedRates(
  rates: readonly Tuple[],
  wanted: ReadonlyMap<string, Wanted>,
): Map<string, Map<string, Tuple[]>> {
  const found = new Map<string, Map<string, Tuple[]>>();
  for (const tuple of rates) {
    const [card, tariff] = [String(tuple[CARD]), String(tuple[TARIFF])];
    const ofInterest = wanted.get(card);
    if (ofInterest === undefined || !(ofInterest === 'all' || ofInterest.has(tariff))) continue;
    const ofCard = found.get(card) ?? new Map<string, Tuple[]>();
    found.set(card, ofCard);
    const ofTariff = ofCard.get(tariff);
    if (ofTariff === undefined) ofCard.set(tariff, [tuple]);
    else ofTariff.push(tuple);
  }
  return found;
}
