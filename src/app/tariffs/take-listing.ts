/**
 * A supplier's listing of new tariffs (USE-2): checked row by row, compared with the workbook, previewed, then added to its tab Tariffs,
 * from where it goes the way of every change. Says on which rate cards the new ones have no price, and how much usage of each waits.
 */

import type { Tariff } from '#core/catalogue/rows.ts';
import { circleOf, OWN_PARENT } from '#core/catalogue/rules/tariffs.ts';
import {
  type ComparedListing,
  compareListing,
  parentsOf,
  withoutPrice,
} from '#core/catalogue/tariff-listing.ts';
import { conflict, fault, no, ok, type Result } from '#core/result.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import { type RawTab, readTab } from '#core/workbook/read-tab.ts';
import { fromTuple, headingOf, type Tuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { QuarantinedOfTariff } from '../ports/usage.ts';
import type { SentFile } from '../ports/workbook.ts';
import { makeEditWorkbook } from '../workbook/edit-workbook.ts';
import { readPriceTabs } from './price-tabs.ts';
import type { TariffPorts } from './services.ts';

export interface TariffListing {
  readonly mode: 'preview' | 'commit';
  /** null: none was sent. */
  readonly file: SentFile | null;
  /** The preview that was approved: where anything has moved since, nothing is taken. */
  readonly hash?: string | undefined;
}

export interface UnpricedTariff {
  readonly tariffKey: string;
  /** Rate cards without a price for it, neither its own nor a parent's. */
  readonly cards: readonly string[];
  /** What waits in quarantine for it. */
  readonly records: number;
  readonly quantity: number;
  /** What carriers ask for that, 1e-8. */
  readonly cost: bigint;
}

export interface TariffListingOutcome extends ComparedListing {
  readonly mode: 'preview' | 'commit';
  readonly faults: readonly SheetFault[];
  readonly unpriced: readonly UnpricedTariff[];
  readonly hash: string;
}

export const makeTakeTariffListing =
  (ports: TariffPorts) =>
  async (actor: Actor, { mode, file, hash }: TariffListing): Promise<Result<TariffListingOutcome>> => {
    const allowed = requirePower(actor, 'catalogue.edit');
    if (!allowed.ok) return allowed;
    if (file === null)
      return no(fault('file_missing', 'No file was sent: send an .xlsx or a CSV of the tab Tariffs.'));
    const raw = await readListing(ports, file);
    if (!raw.ok) return raw;
    const [prices, quarantined] = await Promise.all([
      readPriceTabs(ports.workbook, actor.providerId),
      ports.usageSums.quarantined(actor.providerId),
    ]);
    const { listed, faults } = checkListing(raw.value, prices.tariffs);
    const compared = compareListing(listed, prices.tariffs);
    const keys = compared.added.map(({ tariffKey }) => tariffKey);
    const all = { ...prices, tariffs: [...prices.tariffs, ...compared.added] };
    const outcome: TariffListingOutcome = {
      ...compared,
      mode,
      faults,
      unpriced: withWaiting(withoutPrice(keys, all), quarantined),
      hash: await ports.secrets.hash(JSON.stringify([actor.providerId, compared, faults.length])),
    };
    if (mode === 'preview') return ok(outcome);
    if (faults.length > 0) return no(...faults.map(toFault));
    if (hash !== undefined && hash !== outcome.hash)
      return conflict(
        'preview_moved',
        'The tariffs of the workbook or the file have moved since this preview: look at a new one.',
      );
    if (compared.added.length === 0) return ok(outcome);
    const edited = await makeEditWorkbook(ports)(actor, TAB.tariffs.title, {
      add: compared.added.map((tariff) => ({ cells: cellsOf(tariff) })),
    });
    return edited.ok ? ok(outcome) : edited;
  };

/** A CSV may have any name; of an `.xlsx` the tab Tariffs counts, or its only one. */
async function readListing({ files }: Pick<TariffPorts, 'files'>, file: SentFile): Promise<Result<RawTab>> {
  const read = await files.read([file]);
  if (!read.ok) return read;
  const { title } = TAB.tariffs;
  const [only, ...others] = read.value.tabs;
  const found =
    read.value.tabs.find((tab) => tab.title.trim() === title) ?? (others.length === 0 ? only : undefined);
  return found
    ? ok({ ...found, title })
    : no(fault('tariffs_tab_missing', `${file.name} has no tab ${title}.`, file.name));
}

/** Every fault with its row and column; a parent may be listed too, or be in the workbook. */
function checkListing(
  raw: RawTab,
  present: readonly Tariff[],
): { readonly listed: readonly Tariff[]; readonly faults: readonly SheetFault[] } {
  const faults: SheetFault[] = [];
  const tab = TAB.tariffs;
  const read = readTab(
    tab,
    raw,
    { serialDates: false, locale: null },
    { add: (one: SheetFault) => void faults.push(one) },
  );
  const whole = read.rows.filter(({ isWhole }) => isWhole);
  const listed = whole.map(({ values }) => fromTuple<'tariffs'>(tab, values as Tuple));
  // What the workbook knows stays as it is there.
  const known = parentsOf([...listed, ...present]);
  const parentAt = tab.fields.findIndex(({ name }) => name === 'parent');
  listed.forEach(({ tariffKey, parent }, at) => {
    const refuse = (code: SheetFault['code'], message: string): void =>
      void faults.push(read.at(whole[at]?.place ?? null, parentAt, code, message));
    if (parent === null) return;
    if (!known.has(parent))
      refuse(
        'unknown_reference',
        `There is no tariff "${parent}", neither in the listing nor in the workbook: add it, or leave Parent empty.`,
      );
    const circle = circleOf(tariffKey, known);
    if (circle !== null) refuse(OWN_PARENT, circle);
  });
  return { listed, faults };
}

const cellsOf = (tariff: Tariff) =>
  Object.fromEntries(
    TAB.tariffs.fields.map(({ name }) => [headingOf(TAB.tariffs, name), tariff[name as keyof Tariff]]),
  );

const toFault = ({ row, column, code, message }: SheetFault) =>
  fault(code, message, row === null ? (column ?? '') : `row ${row}${column === null ? '' : `, ${column}`}`);

/** With what waits in quarantine for each, the most first. */
export function withWaiting(
  unpriced: readonly Pick<UnpricedTariff, 'tariffKey' | 'cards'>[],
  quarantined: readonly QuarantinedOfTariff[],
): UnpricedTariff[] {
  const waiting = Map.groupBy(quarantined, ({ tariffKey }) => tariffKey);
  return unpriced
    .map(({ tariffKey, cards }) => {
      const of = waiting.get(tariffKey) ?? [];
      return {
        tariffKey,
        cards,
        records: of.reduce((sum, { records }) => sum + records, 0),
        quantity: of.reduce((sum, { quantity }) => sum + quantity, 0),
        cost: of.reduce((sum, { cost }) => sum + cost, 0n),
      };
    })
    .sort((a, b) => b.records - a.records || (a.tariffKey < b.tariffKey ? -1 : 1));
}
