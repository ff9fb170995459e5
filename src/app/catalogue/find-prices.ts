/** Products, tariffs, rate cards and their rates, as published. */
import { requirePower } from '#app/actor.ts';
import type { CatalogueStore } from '#app/ports/catalogue.ts';
import type { Actor, Page, PageRequest } from '#app/ports/platform.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { BoltOn, Product, ProductRate, Rate, RateCard, Tariff } from '#core/catalogue/rows.ts';
import { matchesSearch } from '#core/catalogue/search.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import type { CatalogueSearch } from './find-plans.ts';
import { pageInMemory, type ReadPorts, readCatalogue, rowOfCode } from './read-catalogue.ts';

interface Ports extends ReadPorts {
  readonly catalogue: CatalogueStore;
}

const NO_TYPES = new Set<never>();

export const makeFindProducts =
  (ports: Ports) =>
  async (
    actor: Actor,
    search: Pick<CatalogueSearch, 'text' | 'status' | 'version'>,
    page: PageRequest,
  ): Promise<Result<Page<Product>>> => {
    const read = await readCatalogue(ports, actor, search.version);
    return read.ok
      ? pageInMemory(
          read.value.products.filter((product) => matchesSearch(product, NO_TYPES, search)),
          page,
        )
      : read;
  };

export interface ProductDetails {
  readonly product: Product;
  /** Its prices, card by card. */
  readonly rates: readonly ProductRate[];
  readonly version: number;
}

export const makeShowProduct =
  (ports: Ports) =>
  async (actor: Actor, code: string, version?: number): Promise<Result<ProductDetails>> => {
    const read = await readCatalogue(ports, actor, version);
    if (!read.ok) return read;
    const found = rowOfCode(read.value.products, code, 'product');
    return found.ok
      ? ok({
          product: found.value,
          rates: read.value.productRates.filter(({ product }) => product === code),
          version: read.value.version,
        })
      : found;
  };

export const makeFindBoltOns =
  (ports: Ports) =>
  async (actor: Actor, page: PageRequest): Promise<Result<Page<BoltOn>>> => {
    const read = await readCatalogue(ports, actor, undefined);
    return read.ok ? pageInMemory(read.value.boltOns, page) : read;
  };

export const makeFindTariffs =
  ({ catalogue }: Ports) =>
  async (
    actor: Actor,
    search: { readonly text?: string | undefined },
    page: PageRequest,
  ): Promise<Result<Page<Tariff>>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? catalogue.tariffs(actor.providerId, search, page) : allowed;
  };

export const makeShowTariff =
  ({ catalogue }: Ports) =>
  async (actor: Actor, tariffKey: string): Promise<Result<Tariff>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const tariff = await catalogue.tariff(actor.providerId, tariffKey);
    return tariff ? ok(tariff) : notFound('not_found', `There is no tariff "${tariffKey}".`);
  };

export type RateCardView = RateCard & { readonly rateCount: number };

export const makeFindRateCards =
  (ports: Ports) =>
  async (
    actor: Actor,
    search: Pick<CatalogueSearch, 'text' | 'status' | 'side' | 'version'>,
    page: PageRequest,
  ): Promise<Result<Page<RateCardView>>> => {
    const read = await readCatalogue(ports, actor, search.version);
    return read.ok
      ? pageInMemory(
          read.value.rateCards.filter((card) =>
            matchesSearch({ ...card, externalName: card.name }, NO_TYPES, search),
          ),
          page,
        )
      : read;
  };

/** Rates of a card; with `on` those that apply on that day (USE-5). */
export const makeFindRates =
  (ports: Ports) =>
  async (
    actor: Actor,
    query: {
      readonly rateCard: string;
      readonly tariffKey?: string | undefined;
      readonly on?: PlainDate | undefined;
    },
    page: PageRequest,
  ): Promise<Result<Page<Rate>>> => {
    const read = await readCatalogue(ports, actor, undefined);
    if (!read.ok) return read;
    const card = rowOfCode(read.value.rateCards, query.rateCard, 'rate card');
    const { rateCard, ...rest } = query;
    return card.ok ? ports.catalogue.rates(actor.providerId, { ...rest, rateCards: [rateCard] }, page) : card;
  };
