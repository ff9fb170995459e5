/** The rates that apply today, of a card or of a tariff on every card (USE-5): what somebody asks who hears a price on the phone. */
import { today } from '#app/actor.ts';
import type { CatalogueStore } from '#app/ports/catalogue.ts';
import type { Actor, Clock, Page } from '#app/ports/platform.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Rate } from '#core/catalogue/rows.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { type ReadPorts, readCatalogue } from './read-catalogue.ts';

interface Ports extends ReadPorts {
  readonly catalogue: CatalogueStore;
  readonly clock: Clock;
}

export interface RatesToday {
  readonly on: PlainDate;
  /** Code and name of the card, or key and description of the tariff. */
  readonly of: { readonly kind: 'card' | 'tariff'; readonly code: string; readonly name: string };
  /** In order of tariff, then card. */
  readonly rates: Page<Rate>;
}

/** @param code of a rate card, in whatever case, or else a tariff key */
export const makeFindRatesToday =
  (ports: Ports) =>
  async (actor: Actor, code: string, limit: number): Promise<Result<RatesToday>> => {
    const read = await readCatalogue(ports, actor, undefined);
    if (!read.ok) return read;
    const { catalogue, clock } = ports;
    const on = today(clock, actor);
    const { rateCards } = read.value;
    const card = rateCards.find((known) => known.code.toLowerCase() === code.toLowerCase());
    const tariff = card === undefined ? await catalogue.tariff(actor.providerId, code) : null;
    if (card === undefined && tariff === null)
      return notFound('not_found', `There is no rate card and no tariff "${code}".`);
    const rates = await catalogue.rates(
      actor.providerId,
      card
        ? { rateCards: [card.code], on }
        : { rateCards: rateCards.map((known) => known.code), tariffKey: code, on },
      { limit, cursor: null },
    );
    const of = card
      ? { kind: 'card' as const, code: card.code, name: card.name }
      : { kind: 'tariff' as const, code, name: tariff?.description ?? '' };
    return rates.ok ? ok({ on, of, rates: rates.value }) : rates;
  };
