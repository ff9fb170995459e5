/** The rates that usage is priced by, before and after a publish: those of its tariff on the card, or of the nearest parent with any (USE-6). */
import type { Rate } from '../catalogue/rows.ts';
import type { PresentRows } from './present.ts';
import { type PublishPlan, rowsAfter } from './publish-plan.ts';
import { tariffsTouched, toRate, wantedRates } from './rate-pairs.ts';
import { fromTuple, type Tuple } from './tab.ts';
import { TAB } from './tabs.ts';

export interface RatesOfTariff {
  readonly published: readonly Rate[];
  readonly draft: readonly Rate[];
}

interface TariffOfCard {
  readonly rateCard: string;
  readonly tariffKey: string;
}

/** Of these tariffs those that the plan prices otherwise, each with its rates. */
export function repriced<T extends TariffOfCard>(
  plan: PublishPlan,
  present: PresentRows,
  asked: readonly T[],
): (T & RatesOfTariff)[] {
  if (asked.length === 0) return [];
  const touched = tariffsTouched(plan);
  const familyNow = familiesOf(present.rows.tariffs.map(([, tuple]) => tuple));
  const familyThen = plan.tariffs ? familiesOf(rowsAfter('tariffs', plan, present)) : familyNow;
  const candidates = asked.flatMap((one) => {
    const [published, draft] = [familyNow(one.tariffKey), familyThen(one.tariffKey)];
    const isTouched = [...published, ...draft].some((key) => touched.get(one.rateCard)?.has(key));
    return isTouched || String(published) !== String(draft) ? [{ one, published, draft }] : [];
  });
  if (candidates.length === 0) return [];
  const wanted = new Map<string, Set<string>>();
  for (const { one, published, draft } of candidates) {
    const keys = wanted.get(one.rateCard) ?? new Set<string>();
    for (const key of [...published, ...draft]) keys.add(key);
    wanted.set(one.rateCard, keys);
  }
  const ratesNow = wantedRates(
    present.rows.rates.map(([, tuple]) => tuple),
    wanted,
  );
  const ratesThen = wantedRates(rowsAfter('rates', plan, present), wanted);
  return candidates.flatMap(({ one, published, draft }) => {
    const [then, now] = [ratesThen.get(one.rateCard), ratesNow.get(one.rateCard)];
    const [before, after] = [published.find((key) => now?.has(key)), draft.find((key) => then?.has(key))];
    const isTouched = [before, after].some((key) => key !== undefined && touched.get(one.rateCard)?.has(key));
    if (before === after && !isTouched) return [];
    return [{ ...one, published: ratesOf(now, before), draft: ratesOf(then, after) }];
  });
}

const ratesOf = (
  rates: ReadonlyMap<string, readonly Tuple[]> | undefined,
  key: string | undefined,
): Rate[] => (key === undefined ? [] : (rates?.get(key) ?? []).map(toRate));

/** A tariff and its parents, the nearest first. A published catalogue holds no circle of them. */
function familiesOf(tariffs: readonly Tuple[]): (tariffKey: string) => readonly string[] {
  const parents = new Map(
    tariffs.map((tuple) => {
      const { tariffKey, parent } = fromTuple<'tariffs'>(TAB.tariffs, tuple);
      return [tariffKey, parent] as const;
    }),
  );
  return (tariffKey) => {
    const family: string[] = [];
    for (
      let key: string | null = tariffKey;
      key !== null && !family.includes(key);
      key = parents.get(key) ?? null
    )
      family.push(key);
    return family;
  };
}
