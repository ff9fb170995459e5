/** Usage as pages show it: records, quantities and charges that are finer than a cent. */
import type { UsageRecordView, UsageStatus } from '#app/ports/usage.ts';
import type { PriceE8 } from '#core/money.ts';
import { grouped } from '#core/words.ts';
import { badge } from './badge.ts';
import { codeLink } from './blocks.ts';
import { moment, orNothing, price } from './formats.ts';
import { type Html, html, path } from './html.ts';
import type { Tone } from './shapes.ts';
import type { Column } from './table.ts';

const STATUS_WORDS: Readonly<Record<UsageStatus, readonly [Tone, string]>> = {
  rated: ['good', 'Rated'],
  quarantined: ['warn', 'In quarantine'],
  written_off: ['quiet', 'Written off'],
};

export const STATUS_CHOICES = [
  { value: '', label: 'All' },
  ...Object.entries(STATUS_WORDS).map(([value, [, label]]) => ({ value, label })),
];

/** "1,234.5": at most six decimals. */
export function quantityText(quantity: number | null): string {
  if (quantity === null) return orNothing(null);
  const [whole = '0', fraction = ''] = quantity.toFixed(6).split('.');
  const rest = fraction.replace(/0+$/, '');
  return rest === '' ? grouped(whole) : `${grouped(whole)}.${rest}`;
}

export const recordColumns = (timeZone: string): readonly Column<UsageRecordView>[] => [
  { head: 'Start', kind: 'row', cell: ({ start }) => moment(start, timeZone) },
  {
    head: 'Service',
    cell: ({ service, account }) =>
      html`${orNothing(service)}${account === null ? '' : html`<span class="sub">${codeLink(path('accounts', account), account)}</span>`}`,
  },
  {
    head: 'Tariff',
    cell: ({ tariffKey, supplier }) => html`${orNothing(tariffKey)}<span class="sub">${supplier}</span>`,
  },
  { head: 'Quantity', kind: 'number', cell: ({ quantity }) => quantityText(quantity) },
  {
    head: 'Charge',
    kind: 'number',
    cell: ({ sell }) => (sell === null ? orNothing(null) : price(sell.charge as PriceE8)),
  },
  {
    head: 'Own cost',
    kind: 'number',
    cell: ({ buy }) => (buy === null ? orNothing(null) : price(buy.charge as PriceE8)),
  },
  { head: 'State', cell: stateOf },
];

const stateOf = ({ status, reason, message, sell }: UsageRecordView): Html =>
  html`${badge(...STATUS_WORDS[status])}<span class="sub">${
    status === 'rated' && sell !== null
      ? `${sell.rateCard ?? 'excess rate'}${sell.pricedAs === null ? '' : `, ${sell.pricedAs}`}`
      : `${reason ?? ''}${message === null ? '' : `: ${message}`}`
  }</span>`;
