/** What changes, row by row, and what is wrong, cell by cell. */
import { counted } from '#core/words.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { PlanCounts, RowChange } from '#core/workbook/publish-plan.ts';
import { remedyOf } from '#core/workbook/sheet-codes.ts';
import { TAB } from '#core/workbook/tabs.ts';
import { badge } from './badge.ts';
import { link } from './blocks.ts';
import { orNothing } from './formats.ts';
import { type Html, html, withQuery } from './html.ts';
import type { Tone } from './shapes.ts';
import { table } from './table.ts';

const CHANGE_WORDS: Readonly<Record<RowChange['change'], readonly [Tone, string]>> = {
  added: ['good', 'Added'],
  changed: ['warn', 'Changed'],
  removed: ['bad', 'Removed'],
};

/** "+12.5 %", "−5 %". */
export const signedPerCent = (perCent: number): string =>
  `${perCent > 0 ? '+' : ''}${perCent} %`.replace('-', '−');

export const countsText = ({ added, changed, removed }: PlanCounts): string =>
  `${counted(added, 'row')} added, ${changed} changed, ${removed} removed`;

/** `isInForce`: rows that change or go are of the catalogue, so that they have a history to lead to. */
export const diffRows = (changes: readonly RowChange[], isInForce = true): Html =>
  html`${changes.map((row) => diffRow(row, isInForce))}`;

/** Where what became of a row of the catalogue is shown. */
export const rowHistoryPath = (tab: string, key: string): string =>
  withQuery('/catalogue/history', { tab, key });

function diffRow({ tab, key, change, fields, activeSubscriptions }: RowChange, isInForce: boolean): Html {
  // A row that is added may never have been there; accounts are not versioned.
  const hasHistory = isInForce && change !== 'added' && tab !== TAB.accounts.title;
  return html`
<div class="diff-row ${change}"><h3>${changeBadge(change)}<span>${hasHistory ? link(rowHistoryPath(tab, key), key) : key}</span><span class="soft small">${tab}${
    activeSubscriptions ? `, ${counted(activeSubscriptions, 'active subscription')}` : ''
  }</span></h3>${changedFields(change, fields)}</div>`;
}

export function changeBadge(change: RowChange['change']): Html {
  const [tone, word] = CHANGE_WORDS[change];
  return badge(tone, word);
}

export const changedFields = (change: RowChange['change'], fields: RowChange['fields']): Html =>
  html`<dl class="change">${fields.map(
    ({ column, from, to, difference, perCent }) =>
      html`<dt>${column}</dt><dd>${
        change === 'changed'
          ? html`<del>${from ?? '(empty)'}</del><span class="arrow" aria-hidden="true"> → </span><span class="out-of-sight"> becomes </span><ins>${to ?? '(empty)'}</ins>${difference === null ? '' : html` <span class="soft small">${difference}${perCent === null ? '' : `, ${signedPerCent(perCent)}`}</span>`}`
          : orNothing(to ?? from)
      }</dd>`,
  )}</dl>`;

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
      { head: 'Row', cell: ({ key }) => orNothing(key) },
      { head: 'Column', cell: ({ column }) => orNothing(column) },
      { head: label, cell: ({ message }) => message },
      ...(label === 'Note' ? [] : [{ head: 'What to do', cell: ({ code }: SheetFault) => remedyOf(code) }]),
    ],
  });
