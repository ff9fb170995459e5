/** A provisioning log: who did what, when and from where (PROV-4), the newest first. */
import type { LogPage, LogRow } from '#app/ports/orders.ts';
import type { Page } from '#app/ports/platform.ts';
import { fieldLabel } from '#core/orders/field-labels.ts';
import type { ConsoleContext } from '../console-env.ts';
import { moment, orNothing } from './formats.ts';
import { type Html, html } from './html.ts';

const LOG_ROWS = 50;

const WHO_SEES: Readonly<Record<LogRow['visibility'], string>> = {
  internal: 'internal',
  shared: 'seen by both companies',
  customer: 'seen by the customer',
};

/** A page of the log; the one before it, in time, is a link to `here`. */
export const logOf = (
  { items: rows, nextCursor }: Page<LogRow>,
  timeZone: string,
  here: string,
): Html => html`
<ol class="log">${rows
  .toReversed()
  .map(
    (row) =>
      html`<li><div class="log-text">${row.text}</div>${
        row.changes === null
          ? ''
          : html`<div class="small">${Object.entries(row.changes).map(
              ([field, { from, to }]) =>
                html`<div>${fieldLabel(field)}: <del>${orNothing(from)}</del> → <ins>${orNothing(to)}</ins></div>`,
            )}</div>`
      }<div class="log-meta">${moment(row.at, timeZone)} · ${row.actor}, ${row.company.name} · ${row.via} · ${WHO_SEES[row.visibility]}${serviceOf(row, rows)}</div></li>`,
  )}</ol>${nextCursor === null ? '' : html`<p><a href="${here}?log=${nextCursor}">Older entries</a></p>`}`;

/** The page of a log that an address asks for: the latest entries, or those before. */
export const logAsked = (c: ConsoleContext): LogPage => ({
  limit: LOG_ROWS,
  cursor: c.req.query('log') || null,
  latest: true,
});

/** Of which service an entry is, where the order has several and the text does not say it itself. */
const serviceOf = ({ position, text }: LogRow, rows: readonly LogRow[]): string => {
  const isOneOfSeveral = rows.some((row) => row.position !== null && row.position !== position);
  return position !== null && isOneOfSeveral && !text.startsWith('Service ') ? ` · service ${position}` : '';
};
