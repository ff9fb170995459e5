/**
 * Tariff listings: batches of tariffs that a supplier is about to send usage of (USE-2). Compared with the tariffs of the workbook:
 * what is new is added there and goes the way of every change; what is known otherwise is told and left as it is. A tariff has a price
 * on a card where a rate of the card names it or one of its parents (USE-6).
 */
import type { Tariff } from './rows.ts';

export interface ChangedTariff {
  readonly tariffKey: string;
  readonly fields: readonly {
    readonly field: keyof Tariff;
    readonly workbook: string | null;
    readonly listing: string | null;
  }[];
}

export interface ComparedListing {
  readonly added: readonly Tariff[];
  readonly changed: readonly ChangedTariff[];
  /** Known just as they are listed. */
  readonly known: number;
}

const COMPARED = ['description', 'usageType', 'unit', 'parent', 'supplier'] as const;

export function compareListing(listed: readonly Tariff[], present: readonly Tariff[]): ComparedListing {
  const before = new Map(present.map((tariff) => [tariff.tariffKey, tariff]));
  const added: Tariff[] = [];
  const changed: ChangedTariff[] = [];
  let known = 0;
  for (const tariff of listed) {
    const there = before.get(tariff.tariffKey);
    const fields = there === undefined ? [] : COMPARED.filter((field) => there[field] !== tariff[field]);
    if (there === undefined) added.push(tariff);
    else if (fields.length === 0) known += 1;
    else
      changed.push({
        tariffKey: tariff.tariffKey,
        fields: fields.map((field) => ({ field, workbook: there[field], listing: tariff[field] })),
      });
  }
  return { added, changed, known };
}

export interface PriceList {
  readonly tariffs: readonly Pick<Tariff, 'tariffKey' | 'parent'>[];
  readonly rates: readonly { readonly rateCard: string; readonly tariffKey: string }[];
  /** Codes of the cards that price usage. */
  readonly cards: readonly string[];
}

/** The cards on which a tariff has no price, neither its own nor a parent's; a tariff that is priced on all is left out. */
export function withoutPrice(
  keys: readonly string[],
  { tariffs, rates, cards }: PriceList,
): { readonly tariffKey: string; readonly cards: readonly string[] }[] {
  const parents = parentsOf(tariffs);
  const priced = new Set(rates.map(({ rateCard, tariffKey }) => `${rateCard}\n${tariffKey}`));
  return keys.flatMap((tariffKey) => {
    const line = lineOf(tariffKey, parents);
    const missing = cards.filter((card) => line.every((key) => !priced.has(`${card}\n${key}`)));
    return missing.length === 0 ? [] : [{ tariffKey, cards: missing }];
  });
}

export const parentsOf = (tariffs: PriceList['tariffs']): ReadonlyMap<string, string | null> =>
  new Map(tariffs.map(({ tariffKey, parent }) => [tariffKey, parent]));

/** The tariff and its parents in turn; a circle, which the check refuses, ends where it closes. */
export function lineOf(tariffKey: string, parents: ReadonlyMap<string, string | null>): string[] {
  const line: string[] = [];
  for (
    let key: string | null = tariffKey;
    key !== null && !line.includes(key);
    key = parents.get(key) ?? null
  )
    line.push(key);
  return line;
}
