import { lineOf, parentsOf, withoutPrice } from '#core/catalogue/tariff-listing.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { OWN_HEADINGS } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import { requirePower, today } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { Cells } from '../ports/workbook.ts';
import { makeEditWorkbook } from '../workbook/edit-workbook.ts';
import { readPriceTabs } from './price-tabs.ts';
import type { TariffPorts } from './services.ts';
import { type UnpricedTariff, withWaiting } from './take-listing.ts';

/** Tariffs of the workbook for which usage waits and some rate card has no price, the most usage first. */
export const makeListUnpriced =
  (ports: TariffPorts) =>
  async (actor: Actor): Promise<Result<readonly UnpricedTariff[]>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const [prices, quarantined] = await Promise.all([
      readPriceTabs(ports.workbook, actor.providerId),
      ports.usageSums.quarantined(actor.providerId),
    ]);
    const known = new Set(prices.tariffs.map(({ tariffKey }) => tariffKey));
    const waiting = [...new Set(quarantined.flatMap(({ tariffKey }) => tariffKey ?? []))];
    return ok(
      withWaiting(
        withoutPrice(
          waiting.filter((key) => known.has(key)),
          prices,
        ),
        quarantined,
      ),
    );
  };

export interface PricesWanted {
  readonly tariffs: readonly string[];
  /**
   * A tariff whose rows are copied, on each card that prices it; left out: rows with an empty Price on each card that lacks one, which
   * the check asks for.
   */
  readonly template?: string | undefined;
}

/**
 * Adds rows to the workbook's tab Rates for tariffs that have no price: one for each card that lacks it, from today on, or copies of
 * the rows of a template. Nothing is published by it.
 */
export const makeAddPrices =
  (ports: TariffPorts) =>
  async (actor: Actor, { tariffs, template }: PricesWanted): Promise<Result<{ readonly added: number }>> => {
    const allowed = requirePower(actor, 'catalogue.edit');
    if (!allowed.ok) return allowed;
    const prices = await readPriceTabs(ports.workbook, actor.providerId);
    const known = new Set(prices.tariffs.map(({ tariffKey }) => tariffKey));
    const unknown = [...tariffs, ...(template === undefined ? [] : [template])].filter(
      (key) => !known.has(key),
    );
    if (unknown.length > 0)
      return no(
        ...unknown.map((key) =>
          fault(
            'tariff_not_found',
            `The workbook has no tariff "${key}": add it to Tariffs first.`,
            key === template ? 'template' : 'tariffs',
          ),
        ),
      );
    const from = today(ports.clock, actor);
    const line = template === undefined ? null : lineOf(template, parentsOf(prices.tariffs));
    /** The template's rows on a card or, where it has none, those of its nearest parent that has (USE-6). */
    const rowsOf = (rateCard: string, keys: readonly string[]): readonly Cells[] => {
      const onCard = prices.rates.filter((rate) => rate.rateCard === rateCard);
      const key = keys.find((candidate) => onCard.some(({ tariffKey }) => tariffKey === candidate));
      return onCard.filter(({ tariffKey }) => tariffKey === key).map(({ cells }) => cells);
    };
    const rows = withoutPrice([...new Set(tariffs)], prices).flatMap(({ tariffKey, cards }) =>
      cards.flatMap((rateCard): Cells[] =>
        line === null
          ? [{ 'Rate Card': rateCard, 'Tariff Key': tariffKey, 'Effective From': from }]
          : rowsOf(rateCard, line).map((cells) => ({ ...userCells(cells), 'Tariff Key': tariffKey })),
      ),
    );
    if (rows.length === 0) return ok({ added: 0 });
    const edited = await makeEditWorkbook(ports)(actor, TAB.rates.title, {
      add: rows.map((cells) => ({ cells })),
    });
    return edited.ok ? ok({ added: rows.length }) : edited;
  };

const userCells = (cells: Cells): Cells =>
  Object.fromEntries(Object.entries(cells).filter(([heading]) => !OWN_HEADINGS.includes(heading)));
