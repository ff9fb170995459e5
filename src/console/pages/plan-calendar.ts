/** The calendar of a published plan's cardlines, for a subscription of one's choice; its address holds what was asked. */
import { Hono } from 'hono';
import { CALENDAR_FIELDS } from '#core/billing/plan-calendar.ts';
import { dateIn } from '#core/calendar.ts';
import type { ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { buttonLink, card } from '../parts/blocks.ts';
import { calendarPicture, calendarTable, summary } from '../parts/calendar-picture.ts';
import { type Field, filters } from '../parts/form.ts';
import { html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { refusalPage } from './problem-pages.ts';

export const calendarPath = (code: string): string => path('catalogue', 'package-plans', code, 'calendar');

/** The few that a look takes; the address takes all that the plan editor does. */
const FIELDS: readonly Field[] = [
  { name: 'start', label: 'Start', kind: 'date' },
  { name: 'months', label: 'Months', kind: 'whole' },
  { name: 'invoiceDay', label: 'Invoice day', kind: 'whole' },
  { name: 'cancelOn', label: 'Cancelled from', kind: 'date' },
];

export function planCalendarPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { catalogue } = deps.services;

  app.get('/package-plans/:code/calendar', async (c) => {
    const actor = c.get('actor');
    const code = c.req.param('code');
    const asked = Object.fromEntries(
      CALENDAR_FIELDS.flatMap((field) => {
        const typed = c.req.query(field);
        return typed === undefined ? [] : [[field, typed] as const];
      }),
    );
    const done = await catalogue.simulatePlan(actor, { code, calendar: asked });
    if (!done.ok && done.faults.some(({ kind }) => kind === 'not_found')) return refusalPage(c, done.faults);
    const shown = {
      start: dateIn(actor.timeZone, deps.clock.now()),
      months: '24',
      invoiceDay: '1',
      ...asked,
    };
    const kept = Object.fromEntries(
      Object.entries(asked).filter(([name]) => !FIELDS.some((field) => field.name === name)),
    );
    return showPage(
      c,
      {
        title: 'Calendar of the cardlines',
        section: 'catalogue',
        crumbs: [
          { href: '/catalogue', name: 'Package plans' },
          { href: path('catalogue', 'package-plans', code), name: code },
        ],
        lead: done.ok
          ? `As published in version ${done.value.version}. ${summary(done.value.calendar)}`
          : 'As published.',
        actions: buttonLink(path('catalogue', 'package-plans', code), 'The plan'),
        body: html`<div>${filters({ action: calendarPath(code), fields: FIELDS, values: shown, kept })}${
          done.ok
            ? html`${card({ body: calendarPicture(done.value.calendar, 'plan') })}`
            : notice('bad', html`<ul>${done.faults.map(({ message }) => html`<li>${message}</li>`)}</ul>`)
        }</div>${done.ok ? card({ title: 'Line by line', flush: calendarTable(done.value.calendar) }) : ''}`,
      },
      done.ok ? 200 : 422,
    );
  });

  return app;
}
