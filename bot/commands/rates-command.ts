import type { TableBlock } from '@slack/types';
import { spokenDate } from '#core/calendar.ts';
import type { Rate } from '#core/catalogue/rows.ts';
import { formatPrice } from '#core/money.ts';
import { fault, no, ok } from '#core/result.ts';
import { context, section } from '../blocks/blocks.ts';
import { table } from '../blocks/table.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import type { Command } from './command.ts';

const RATES = 25;
const CELL = 40;

/** USE-5: what a tariff costs today, on every card, or what a card charges. */
export const ratesCommand: Command = {
  word: 'rates',
  usage: 'TARIFF-OR-CARD',
  says: 'the rates in force today, of a tariff or of a rate card',
  async run({ services, url }, { actor }, { words: [code] }) {
    if (code === undefined)
      return no(fault('rates_of_what', 'Write a tariff key or a rate card behind it: /cardline rates 0061.'));
    const found = await services.catalogue.findRatesToday(actor, code, RATES);
    if (!found.ok) return found;
    const { of, on, rates } = found.value;
    const title = `${of.kind === 'card' ? 'Rate card' : 'Tariff'} ${of.code} · ${clip(of.name, 100)}`;
    if (rates.items.length === 0)
      return ok({ text: `${safe(title)}: no rate is in force on ${spokenDate(on)}.` });
    return ok({
      text: `${safe(title)} on ${spokenDate(on)}`,
      blocks: [
        section(`${bold(safe(title))}\nIn force on ${spokenDate(on)}`),
        rateTable(of.kind === 'card' ? 'Tariff' : 'Card', rates.items),
        ...(rates.nextCursor === null
          ? []
          : [context(`There are more: ${url}/catalogue/rate-cards shows them all.`)]),
      ],
    });
  },
};

/** The other side of what was asked for first. */
const rateTable = (first: 'Tariff' | 'Card', rates: readonly Rate[]): TableBlock =>
  table(
    [first, 'Band', 'From', 'Flagfall', 'Price', 'Since'],
    rates.map((rate) => [
      first === 'Card' ? rate.rateCard : rate.tariffKey,
      rate.band,
      String(rate.fromQuantity),
      formatPrice(rate.flagfall),
      `${formatPrice(rate.price)} per ${rate.per}`,
      rate.effectiveFrom,
    ]),
    CELL,
  );
