/** What changes, row by row; what is wrong, cell by cell; and whom it would reach. */
import type { Impact } from '#app/ports/catalogue.ts';
import { counted } from '#core/words.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { PriceMove } from '#core/workbook/plan-impact.ts';
import type { PlanCounts, RowChange } from '#core/workbook/publish-plan.ts';
import { badge } from './badge.ts';
import { card, link } from './blocks.ts';
import { orNothing } from './formats.ts';
import { type Html, html, path } from './html.ts';
import type { Tone } from './shapes.ts';
import { table } from './table.ts';

const CHANGE_WORDS: Readonly<Record<RowChange['change'], readonly [Tone, string]>> = {
  added: ['good', 'Added'],
  changed: ['warn', 'Changed'],
  removed: ['bad', 'Removed'],
};

export const countsText = ({ added, changed, removed }: PlanCounts): string =>
  `${counted(added, 'row')} added, ${changed} changed, ${removed} removed`;

export const diffRows = (changes: readonly RowChange[]): Html => html`${changes.map(diffRow)}`;

function diffRow({ tab, key, change, fields }: RowChange): Html {
  const [tone, word] = CHANGE_WORDS[change];
  return html`
<div class="diff-row ${change}"><h3>${badge(tone, word)}<span>${key}</span><span class="soft small">${tab}</span></h3><dl class="change">${fields.map(
    ({ column, from, to }) =>
      html`<dt>${column}</dt><dd>${
        change === 'changed'
          ? html`<del>${from ?? '(empty)'}</del><span class="arrow" aria-hidden="true"> → </span><span class="out-of-sight"> becomes </span><ins>${to ?? '(empty)'}</ins>`
          : orNothing(to ?? from)
      }</dd>`,
  )}</dl></div>`;
}

/** Faults or notes with their places; `hrefOf` leads to where it can be put right. */
export const sheetFaults = (
  label: 'What is wrong' | 'Note',
  faults: readonly SheetFault[],
  hrefOf?: (fault: SheetFault) => string,
): Html =>
  table({
    label,
    rows: faults,
    columns: [
      { head: 'Tab', cell: ({ tab }) => tab },
      {
        head: 'Cell',
        kind: 'key',
        cell: (fault) => {
          const place = fault.cell ?? (fault.row === null ? 'Tab' : `Row ${fault.row}`);
          return hrefOf ? link(hrefOf(fault), place) : place;
        },
      },
      { head: 'Column', cell: ({ column }) => orNothing(column) },
      { head: label, cell: ({ message }) => message },
    ],
  });

export const impactCard = ({ plans, activeSubscriptions, prices }: Impact): Html =>
  html`${card({
    title: 'Whom it reaches',
    aside: html`<span class="soft">${counted(activeSubscriptions, 'active subscription')}</span>`,
    ...(plans.length === 0
      ? { body: html`<p class="soft">Nobody has or has ordered a plan that changes.</p>` }
      : {
          flush: table({
            label: 'Package plans in use',
            rows: plans,
            columns: [
              {
                head: 'Package plan',
                kind: 'key',
                cell: ({ code }) => link(path('catalogue', 'package-plans', code), code),
              },
              { head: 'Active subscriptions', kind: 'number', cell: (plan) => plan.activeSubscriptions },
              { head: 'Open orders', kind: 'number', cell: ({ openOrders }) => openOrders },
            ],
          }),
        }),
  })}${priceMoves('Largest rises', prices.rises)}${priceMoves('Largest falls', prices.falls)}`;

const priceMoves = (title: string, moves: readonly PriceMove[]): Html | '' =>
  moves.length === 0
    ? ''
    : card({
        title,
        flush: table({
          label: title,
          rows: moves,
          columns: [
            { head: 'Row', kind: 'row', cell: ({ key, tab }) => html`${key}<span class="sub">${tab}</span>` },
            { head: 'Column', cell: ({ column }) => column },
            { head: 'From', kind: 'number', cell: ({ from }) => from },
            { head: 'To', kind: 'number', cell: ({ to }) => to },
            {
              head: 'Change',
              kind: 'number',
              cell: ({ perCent }) =>
                perCent === null ? 'from 0' : `${perCent > 0 ? '+' : ''}${perCent} %`.replace('-', '−'),
            },
          ],
        }),
      });
