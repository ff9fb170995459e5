/**
 * The plan editor: one package plan of the built-in workbook, its settings with what each does, what it still needs (CAT-3), and the
 * calendar of the cardlines that it would make, drawn from what is in the form. Saving writes the row, not the catalogue.
 */
import { Hono } from 'hono';
import type { PlanLook } from '#app/workbook/look-at-plan.ts';
import { CALENDAR_FIELDS, type TypedCalendar } from '#core/billing/plan-calendar.ts';
import { dateIn } from '#core/calendar.ts';
import type { PackagePlan } from '#core/catalogue/rows.ts';
import type { Fault } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { isColumn } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { buttonLink, card, facts } from '../parts/blocks.ts';
import { calendarFields } from '../parts/calendar-fields.ts';
import { calendarPicture, calendarTable, summary } from '../parts/calendar-picture.ts';
import { cellField, cellText } from '../parts/cell-field.ts';
import { type Field, type FieldGroup, form } from '../parts/form.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { SETTING_GROUPS, SETTING_HELP } from '../parts/plan-help.ts';
import { prerequisiteList } from '../parts/prerequisites.ts';
import {
  changedCells,
  keyText,
  rowPath,
  tabPath,
  VERSION,
  valuesOf,
  versionOf,
} from '../parts/workbook-row.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { answerRefusal } from './refusals.ts';

export const editorPath = (row: number): string => path('plan-editor', row);

const TITLE = TAB.packagePlans.title;

export function planEditorPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { workbook } = deps.services;

  /** Wherever the plan's row stands in the workbook: an address that can be remembered. */
  app.get('/of/:code', async (c) => {
    const found = await workbook.findRowOf(c.get('actor'), TITLE, c.req.param('code'));
    return found.ok ? c.redirect(editorPath(found.value), 303) : refusalPage(c, found.faults);
  });

  /** Shows the editor: with the row as it is saved, or with what was typed. */
  const show = async (
    c: ConsoleContext,
    id: number,
    { sent, asked = {}, refused = [], status }: Shown = {},
  ): Promise<Response> => {
    const actor = c.get('actor');
    const found = await workbook.showRow(actor, TITLE, id);
    if (!found.ok) return refusalPage(c, found.faults);
    const looked = await workbook.lookAtPlan(actor, {
      id,
      ...(sent ? { draft: changedCells(sent, TAB.packagePlans, found.value.row.cells) } : {}),
      calendar: sent ? calendarOf(sent) : asked,
    });
    if (!looked.ok) return refusalPage(c, looked.faults);
    const look = looked.value;
    const faults = sent ? [...refused, ...look.faults] : look.faults;
    const today = dateIn(actor.timeZone, deps.clock.now());
    const values = {
      ...valuesOf(TAB.packagePlans, look.cells),
      ...DEFAULTS,
      start: today,
      ...asked,
      ...sent?.values,
      // Looking does not move on to what somebody else saved meanwhile; being told of it does (see the row's own page).
      rowVersion: sent && status !== 409 ? sent.text('rowVersion') : String(look.row.version),
    };
    return showPage(
      c,
      {
        title: keyText(TAB.packagePlans, look.row),
        mark: editedBadge(look),
        section: 'workbook',
        crumbs: [
          { href: '/workbook', name: 'Workbook' },
          { href: tabPath(TITLE), name: TITLE },
        ],
        lead: 'The plan as it would bill. Saving changes the workbook; the catalogue follows when the workbook is submitted and approved.',
        actions: buttonLink(rowPath(TITLE, id), 'As a row of the workbook'),
        body: html`${calendarCard(look, faults)}${editsCard(look)}${card({
          title: 'Can it be subscribed to?',
          aside: readiness(look),
          id: 'prerequisites',
          body:
            look.plan === null
              ? html`<p class="soft">This is told once every setting can be read.</p>`
              : look.prerequisites.every(({ ok }) => ok)
                ? html`<details><summary>What that takes</summary>${prerequisiteList(look.prerequisites)}</details>`
                : prerequisiteList(look.prerequisites),
        })}${card({
          title: 'Settings',
          body: form({
            id: 'plan',
            action: editorPath(id),
            token: c.get('formToken'),
            fields: [VERSION],
            before: html`<div class="actions"><button class="button" type="submit">Show the calendar</button><span class="soft">Change what is below; nothing is saved by showing it.</span></div>`,
            groups: [calendarGroup(look), ...settingGroups(look)],
            submit: 'Show the calendar',
            aside: actor.powers.has('catalogue.edit')
              ? html`<button class="button" type="submit" name="do" value="save">Save to the workbook</button>`
              : html`<p class="soft">Saving takes the power “catalogue.edit”.</p>`,
            values,
            faults,
          }),
        })}`,
      },
      status ?? (faults.length > 0 && (sent || Object.keys(asked).length > 0) ? 422 : 200),
    );
  };

  app.get('/:id', (c) => {
    const id = rowId(c);
    if (id === null) return notFoundPage(c);
    const asked = CALENDAR_FIELDS.flatMap((field) => {
      const typed = c.req.query(field);
      return typed === undefined ? [] : [[field, typed] as const];
    });
    return show(c, id, { asked: Object.fromEntries(asked) });
  });

  app.post('/:id', async (c) => {
    const id = rowId(c);
    if (id === null) return notFoundPage(c);
    const sent = c.get('form');
    if (sent.text('do') !== 'save') return show(c, id, { sent });
    const actor = c.get('actor');
    const found = await workbook.showRow(actor, TITLE, id);
    if (!found.ok) return refusalPage(c, found.faults);
    const cells = changedCells(sent, TAB.packagePlans, found.value.row.cells);
    const looked = await workbook.lookAtPlan(actor, { id, draft: cells, calendar: calendarOf(sent) });
    // What cannot be read is not saved from here: the form is the place to put it right.
    if (looked.ok && looked.value.plan === null) return show(c, id, { sent });
    const done = await workbook.edit(actor, TITLE, { change: [{ id, version: versionOf(sent), cells }] });
    if (!done.ok)
      return answerRefusal(c, done.faults, ({ faults }, status) =>
        show(c, id, { sent, refused: faults, status }),
      );
    return redirectWithNotice(
      c,
      withQuery(editorPath(id), calendarOf(sent)),
      'Saved in the workbook. Check & submit there proposes it for the catalogue.',
    );
  });

  return app;
}

interface Shown {
  /** The form that was sent; left out: the row as it is saved. */
  readonly sent?: Form;
  /** What the address asks of the calendar. */
  readonly asked?: TypedCalendar;
  /** Why saving was refused. */
  readonly refused?: readonly Fault[];
  readonly status?: 409 | 422;
}

const rowId = (c: ConsoleContext): number | null => {
  const text = c.req.param('id') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
};

const calendarOf = (sent: Form): TypedCalendar =>
  Object.fromEntries(CALENDAR_FIELDS.map((field) => [field, sent.text(field)]));

const DEFAULTS: Readonly<Record<string, string>> = {
  months: '24',
  invoiceDay: '1',
  invoicePeriodMonths: '1',
};

const editedBadge = ({ edited }: PlanLook): Html | '' =>
  edited.length === 0 ? '' : badge('warn', `${counted(edited.length, 'edit')} not saved`);

function readiness({ plan, prerequisites }: PlanLook): Html | '' {
  const missing = prerequisites.filter(({ ok }) => !ok).length;
  if (plan === null) return '';
  return missing === 0 ? badge('good', 'Yes') : badge('bad', `No: ${counted(missing, 'thing')} missing`);
}

function calendarCard({ calendar, savedCalendar, edited }: PlanLook, faults: readonly Fault[]): Html {
  if (calendar === null)
    return notice(
      'bad',
      html`<h2>No calendar yet</h2><p>${counted(faults.length, 'thing')} below cannot be read: each says why, beside its field.</p>`,
    );
  return card({
    title: edited.length === 0 ? 'Calendar, as saved' : 'Calendar, with the edits below',
    aside: html`<span class="soft">${summary(calendar)}</span>`,
    id: 'calendar',
    body: html`<div class="stack">${calendarPicture(calendar, 'draft')}<details><summary>The same as a table</summary>${calendarTable(calendar)}</details>${
      savedCalendar === null
        ? ''
        : html`<details><summary>As it is saved: ${summary(savedCalendar)}</summary>${calendarPicture(savedCalendar, 'saved')}</details>`
    }</div>`,
  });
}

/** Each setting that is typed and not saved, beside what is saved. */
function editsCard({ edited, cells, row }: PlanLook): Html | '' {
  if (edited.length === 0) return '';
  const words = (cell: Parameters<typeof cellText>[0]): string => cellText(cell) || 'empty';
  return card({
    title: 'Edits that are not saved',
    body: facts(
      edited.map(
        (heading) =>
          [
            heading,
            html`<del>${words(row.cells[heading])}</del> → <span class="out-of-sight">becomes </span><ins>${words(cells[heading])}</ins>`,
          ] as const,
      ),
    ),
  });
}

/** The settings under the headings of the workbook, each with what it does and an example. */
const settingGroups = ({ cells }: PlanLook): FieldGroup[] =>
  SETTING_GROUPS.map(({ legend, fold, settings }) => ({
    legend,
    ...(fold === undefined ? {} : { fold }),
    isColumns: true,
    fields: settings.flatMap((name): Field[] => {
      const column = TAB.packagePlans.fields.find((field) => field.name === name)?.column;
      if (!column || !isColumn(column)) return [];
      return [{ ...cellField(column, cells[column.heading]), help: helpOf(name) }];
    }),
  }));

const helpOf = (name: keyof PackagePlan): Html => {
  const { what, example } = SETTING_HELP[name];
  return html`${what}${example === undefined ? '' : html` <span class="example"><b>Example:</b> ${example}</span>`}`;
};

function calendarGroup({ otherPlans }: PlanLook): FieldGroup {
  return {
    legend: 'The subscription that the calendar is for',
    isColumns: true,
    fields: calendarFields(otherPlans),
  };
}
