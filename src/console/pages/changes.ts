/** Change sets: what a workbook would publish, looked at and decided (CAT-5). */
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { CHANGE_STATUSES, type ChangeSet } from '#app/ports/catalogue.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { Rerate } from '#app/ports/rerates.ts';
import { parseDate, spokenDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { ok } from '#core/result.ts';
import { counted, grouped } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { stateBadge, stateWord } from '../parts/badge.ts';
import { buttonLink, card, facts, link, pager, tabs } from '../parts/blocks.ts';
import { countsText, diffRows, sheetFaults } from '../parts/diff.ts';
import { type Field, filters } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { impactCards } from '../parts/impact.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { empty, table } from '../parts/table.ts';
import { changePath, decision, decisionCard, outcomeNotice } from './change-decision.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';
import { rerateNotice } from './rerates.ts';

const DIFF_ROWS = 100;

const STATUS: Field = {
  name: 'status',
  label: 'Status',
  kind: 'choice',
  choices: [
    { value: '', label: 'All' },
    ...CHANGE_STATUSES.map((status) => ({ value: status, label: stateWord(status) })),
  ],
};
export function changePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { catalogue, usage } = deps.services;

  app.get('/', async (c) => {
    const actor = c.get('actor');
    const status = CHANGE_STATUSES.find((known) => known === c.req.query('status'));
    const listed = await catalogue.listChangeSets(actor, { status }, pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    return showPage(c, {
      title: 'Change sets',
      section: 'changes',
      lead: 'Each submit of the workbook or of files: checked, compared with what is in force, and decided.',
      actions: buttonLink('/workbook', 'To the workbook'),
      body: html`<div>${filters({ action: '/changes', fields: [STATUS], values: { status: status ?? '' } })}${card(
        {
          flush:
            items.length === 0
              ? empty('No change sets', 'Submit the workbook, and what it would change is shown here.')
              : table({
                  label: 'Change sets',
                  rows: items,
                  columns: [
                    {
                      head: 'Change set',
                      kind: 'key',
                      cell: ({ id, source }) =>
                        html`${link(changePath(id), formatId('change', id))}<span class="sub">${source}</span>`,
                    },
                    { head: 'Status', cell: (change) => stateBadge(change.status) },
                    { head: 'Changes', cell: (change) => countsText(change) },
                    {
                      head: 'Submitted',
                      cell: (change) =>
                        html`${moment(change.createdAt, actor.timeZone)}<span class="sub">${change.submittedBy}</span>`,
                    },
                    { head: 'Decided', cell: (change) => decision(change, actor.timeZone) },
                  ],
                }),
        },
      )}${pager('/changes', { status, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  /** What publishing it proposed (USE-8). */
  const reratesOf = async (
    actor: Actor,
    { publishedVersion, baseVersion }: ChangeSet,
  ): Promise<readonly Rerate[]> => {
    if (publishedVersion === null || publishedVersion === baseVersion) return [];
    const listed = await usage.listRerates(actor, { version: publishedVersion }, { limit: 1, cursor: null });
    return listed.ok ? listed.value.items : [];
  };

  const show = async (
    c: ConsoleContext,
    id: number,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const [found, rows] = await Promise.all([
      catalogue.showChangeSet(actor, id),
      catalogue.listRowChanges(actor, id, pageAsked(c, DIFF_ROWS), { tab: tab(c) }),
    ]);
    if (!found.ok) return refusalPage(c, found.faults);
    if (!rows.ok) return refusalPage(c, rows.faults);
    const change = found.value;
    const rerates = await reratesOf(actor, change);
    return showPage(
      c,
      {
        title: `Change set ${formatId('change', id)}`,
        mark: stateBadge(change.status),
        section: 'changes',
        crumbs: [{ href: '/changes', name: 'Change sets' }],
        lead: `${countsText(change)}, from ${change.source}.`,
        body: html`${attempt.faults.length === 0 ? '' : notice('bad', attempt.faults.map(({ message }) => message).join(' '))}${outcomeNotice(change)}${rerates.map(rerateNotice)}
<div class="columns"><div class="rows">${
          change.faults.length === 0
            ? ''
            : card({
                title: 'Faults',
                aside: html`<span class="soft">${counted(change.faults.length, 'fault')}</span>`,
                flush: faultTable(change),
              })
        }${change.status === 'faulty' || change.status === 'unchanged' ? '' : impactCards(change)}${
          change.notes.length === 0
            ? ''
            : html`<details class="fold"><summary>${counted(change.notes.length, 'thing')} worth knowing</summary>${sheetFaults('Note', change.notes)}</details>`
        }${
          rows.value.items.length === 0
            ? ''
            : html`<div>${tabsOf(change, tab(c))}${card({ title: 'What changes', aside: link(`${changePath(id)}/diff.csv`, 'Download all as CSV'), flush: diffRows(rows.value.items) })}${pager(changePath(id), { tab: tab(c), cursor: c.req.query('cursor') }, rows.value.nextCursor)}</div>`
        }</div><div class="rows">${decisionCard(c, change, attempt)}${card({
          title: 'Change set',
          body: facts([
            [
              'Submitted',
              html`${moment(change.createdAt, actor.timeZone)}<span class="sub">${change.submittedBy}</span>`,
            ],
            ['Edited by', change.editedBy.join(', ') || null],
            [
              'Source',
              html`${change.source}${change.sourceRevision ? html`<span class="sub">revision ${change.sourceRevision}</span>` : ''}`,
            ],
            ['Compared with', `version ${change.baseVersion}`],
            ['Content', html`<code>${change.contentHash.slice(0, 12)}</code>`],
            ['Decided', change.decidedAt ? decision(change, actor.timeZone) : null],
            ['Reason', change.status === 'stale' ? null : change.reason],
            ['Asked for', change.status === 'pending' ? null : askedFor(change)],
            [
              'Published as',
              change.publishedVersion === null
                ? null
                : link(path('versions', change.publishedVersion), `version ${change.publishedVersion}`),
            ],
          ]),
        })}</div></div>`,
      },
      status,
    );
  };

  const changeId = (c: ConsoleContext): number | null => {
    const id = parseId('change', c.req.param('id') ?? '');
    return id.ok ? id.value : null;
  };

  app.get('/:id', (c) => {
    const id = changeId(c);
    return id === null ? notFoundPage(c) : show(c, id);
  });

  app.get('/:id/diff.csv', async (c) => {
    const id = changeId(c);
    if (id === null) return notFoundPage(c);
    const csv = await catalogue.exportChanges(c.get('actor'), id);
    if (!csv.ok) return refusalPage(c, csv.faults);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="${formatId('change', id)}.csv"`);
    return stream(c, async (out) => {
      for (const piece of csv.value) await out.write(piece);
    });
  });

  app.post('/:id/approve', async (c) => {
    const id = changeId(c);
    if (id === null) return notFoundPage(c);
    const sent = c.get('form');
    const on = sent.optional('publishOn');
    const publishOn = on === null ? ok(undefined) : parseDate(on, 'publishOn');
    const done = publishOn.ok
      ? await catalogue.approveChanges(c.get('actor'), id, {
          confirmRemovals: sent.isTicked('confirmRemovals'),
          publishOn: publishOn.value,
        })
      : publishOn;
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, id, attempt, status));
    return redirectWithNotice(c, changePath(id), approvedText(done.value));
  });

  for (const [deed, close, told] of [
    ['reject', catalogue.rejectChanges, 'was rejected'],
    ['withdraw', catalogue.withdrawChanges, 'was withdrawn'],
  ] as const)
    app.post(`/:id/${deed}`, async (c) => {
      const id = changeId(c);
      if (id === null) return notFoundPage(c);
      const done = await close(c.get('actor'), id, c.get('form').optional('reason'));
      if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, id, attempt, status));
      return redirectWithNotice(c, changePath(id), `${formatId('change', id)} ${told}.`);
    });

  return app;
}

/** The tab whose changes are asked for; all of them where none is. */
const tab = (c: ConsoleContext): string | undefined => c.req.query('tab') || undefined;

/** The tabs that change, each with its changes; not shown where there is only one. */
function tabsOf({ id, impact }: ChangeSet, shown: string | undefined): Html | '' {
  const changing = impact.tabs
    .map(({ tab: title, added, changed, removed }) => ({ title, count: added + changed + removed }))
    .filter(({ count }) => count > 0);
  if (changing.length < 2) return '';
  const entry = (name: string, title: string | undefined, count: number) => ({
    href: withQuery(changePath(id), { tab: title }),
    name,
    count: grouped(count),
    isHere: shown === title,
  });
  return tabs('Tabs that change', [
    entry(
      'All',
      undefined,
      changing.reduce((sum, { count }) => sum + count, 0),
    ),
    ...changing.map(({ title, count }) => entry(title, title, count)),
  ]);
}

function approvedText({ status, publishOn, publishedVersion }: ChangeSet): string {
  if (status === 'scheduled' && publishOn) return `Approved: it is published on ${spokenDate(publishOn)}.`;
  return publishedVersion === null
    ? 'Taken over.'
    : `Published as version ${publishedVersion}, in force from now on.`;
}

/** What the rules asked for when it was approved. */
const askedFor = ({ needs }: ChangeSet): Html | null =>
  needs.length === 0 ? null : html`${needs.map(({ message }) => html`<span class="sub">${message}</span>`)}`;

/** A fault of the workbook leads to its row. */
const faultTable = (change: ChangeSet): Html =>
  change.source === 'workbook'
    ? sheetFaults('What is wrong', change.faults, ({ tab, row }) =>
        row === null || row < 2 ? path('workbook', tab) : path('workbook', tab, 'at', row),
      )
    : sheetFaults('What is wrong', change.faults);
