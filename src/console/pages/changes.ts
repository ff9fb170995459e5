/** Change sets: what a workbook would publish, looked at and decided (CAT-5). */
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { CHANGE_STATUSES, type ChangeSet, type ChangeSetHead } from '#app/ports/catalogue.ts';
import { formatId, parseId } from '#core/ids.ts';
import { counted, grouped } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { stateBadge, stateWord } from '../parts/badge.ts';
import { buttonLink, card, facts, link, pager, tabs } from '../parts/blocks.ts';
import { countsText, diffRows, sheetFaults } from '../parts/diff.ts';
import { buttonForm, type Field, filters, form } from '../parts/form.ts';
import { moment, orNothing } from '../parts/formats.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { impactCards } from '../parts/impact.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

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
const REASON: Field = {
  name: 'reason',
  label: 'Reason',
  kind: 'long',
  isOptional: true,
  help: 'What should be put right, for whoever submitted it.',
};

export const changePath = (id: number): string => path('changes', formatId('change', id));

export function changePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { catalogue } = deps.services;

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
    return showPage(
      c,
      {
        title: `Change set ${formatId('change', id)}`,
        mark: stateBadge(change.status),
        section: 'changes',
        crumbs: [{ href: '/changes', name: 'Change sets' }],
        lead: `${countsText(change)}, from ${change.source}.`,
        body: html`${attempt.faults.length === 0 ? '' : notice('bad', attempt.faults.map(({ message }) => message).join(' '))}${outcomeNotice(change)}
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
        }</div><div class="rows">${decide(c, change, attempt)}${card({
          title: 'Change set',
          body: facts([
            [
              'Submitted',
              html`${moment(change.createdAt, actor.timeZone)}<span class="sub">${change.submittedBy}</span>`,
            ],
            [
              'Source',
              html`${change.source}${change.sourceRevision ? html`<span class="sub">revision ${change.sourceRevision}</span>` : ''}`,
            ],
            ['Compared with', `version ${change.baseVersion}`],
            ['Content', html`<code>${change.contentHash.slice(0, 12)}</code>`],
            ['Decided', change.decidedAt ? decision(change, actor.timeZone) : null],
            ['Reason', change.reason],
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
    const done = await catalogue.approveChanges(c.get('actor'), id);
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, id, attempt, status));
    const { publishedVersion } = done.value;
    return redirectWithNotice(
      c,
      changePath(id),
      publishedVersion === null
        ? 'Taken over.'
        : `Published as version ${publishedVersion}, in force from now on.`,
    );
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

const decision = (
  { decidedAt, decidedBy, status, publishedVersion }: ChangeSetHead,
  timeZone: string,
): Html | string =>
  decidedAt === null
    ? status === 'pending'
      ? 'Not yet'
      : ''
    : html`${moment(decidedAt, timeZone)}<span class="sub">${orNothing(decidedBy)}${publishedVersion === null ? '' : `, version ${publishedVersion}`}</span>`;

function outcomeNotice({ status, faults, reason, publishedVersion }: ChangeSet): Html | '' {
  switch (status) {
    case 'faulty':
      return notice(
        'bad',
        html`<h2>${counted(faults.length, 'fault')} to put right first</h2><p>One fault anywhere and nothing is published. Put them right in the workbook, and submit again.</p>`,
      );
    case 'unchanged':
      return notice('wait', 'It says what is in force already: there is nothing to publish.');
    case 'stale':
      return notice(
        'warn',
        html`<h2>Stale</h2><p>It can be decided no more: ${reason}. Submit again and look at the new difference.</p>`,
      );
    case 'rejected':
      return notice(
        'warn',
        html`<h2>Rejected</h2><p class="keeps-lines">${reason ?? 'No reason was given.'}</p>`,
      );
    case 'published':
      return publishedVersion === null
        ? ''
        : notice(
            'good',
            html`Published as ${link(path('versions', publishedVersion), `version ${publishedVersion}`)}.`,
          );
    default:
      return '';
  }
}

/** A fault of the workbook leads to its row. */
const faultTable = (change: ChangeSet): Html =>
  change.source === 'workbook'
    ? sheetFaults('What is wrong', change.faults, ({ tab, row }) =>
        row === null || row < 2 ? path('workbook', tab) : path('workbook', tab, 'at', row),
      )
    : sheetFaults('What is wrong', change.faults);

function decide(c: ConsoleContext, change: ChangeSet, attempt: Attempt): Html | '' {
  if (change.status !== 'pending') return '';
  const { powers } = c.get('actor');
  const here = changePath(change.id);
  const token = c.get('formToken');
  const mayApprove = powers.has('catalogue.approve');
  return card({
    title: 'Decide',
    body: html`<div class="stack">${
      mayApprove
        ? html`<p>Approving publishes exactly what is shown here, as a new version.</p><p>${buttonForm({ action: `${here}/approve`, token, submit: 'Approve', tone: 'first' })}</p>${form(
            {
              id: 'reject',
              action: `${here}/reject`,
              token,
              fields: [REASON],
              submit: 'Reject',
              tone: 'danger',
              values: attempt.values,
            },
          )}`
        : html`<p class="soft">Deciding takes the power “catalogue.approve”.</p>`
    }${powers.has('catalogue.edit') ? buttonForm({ action: `${here}/withdraw`, token, submit: 'Withdraw' }) : ''}</div>`,
  });
}
