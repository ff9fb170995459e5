/** The end customer's view of an order, for whoever holds the link. No signing in; no company but the seller. */
import { Hono } from 'hono';
import type { ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { stateBadge } from '../parts/badge.ts';
import { card, facts } from '../parts/blocks.ts';
import { day, moment } from '../parts/formats.ts';
import { html } from '../parts/html.ts';
import { showLonePage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { table } from '../parts/table.ts';

export function trackPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/:token', async (c) => {
    const found = await deps.services.orders.trackOrder(c.req.param('token'));
    if (!found.ok)
      return showLonePage(
        c,
        {
          title: 'Nothing here',
          body: card({ body: html`<p>${found.faults.map(({ message }) => message).join(' ')}</p>` }),
        },
        404,
      );
    const order = found.value;
    return showLonePage(c, {
      title: order.packagePlan,
      company: order.provider,
      isWide: true,
      mark: stateBadge(order.status),
      lead: `Your order ${order.number}`,
      body: html`${order.services
        .filter(({ rejectionDetails }) => rejectionDetails !== null)
        .map(({ name, rejectionDetails }) =>
          notice(
            'bad',
            html`<h2>${name} could not go ahead</h2><p class="keeps-lines">${rejectionDetails}</p>`,
          ),
        )}${card({
        title: 'Services',
        flush: table({
          label: 'Services',
          rows: order.services,
          columns: [
            { head: 'Service', kind: 'row', cell: ({ name }) => name },
            { head: 'Status', cell: ({ status }) => stateBadge(status) },
            { head: 'Active since', cell: ({ activatedOn }) => (activatedOn ? day(activatedOn) : '') },
          ],
        }),
      })}${card({
        title: 'Order',
        body: facts([
          ['Ordered', moment(order.placedAt, order.timeZone)],
          ['Wanted on', order.requestedOn ? day(order.requestedOn) : 'As soon as possible'],
        ]),
      })}${card({
        title: 'What has happened',
        body: html`<ol class="log">${order.log
          .toReversed()
          .map(
            ({ at, text }) =>
              html`<li><div class="log-text">${text}</div><div class="log-meta">${moment(at, order.timeZone)}</div></li>`,
          )}</ol>`,
      })}`,
    });
  });

  return app;
}
