/** What runs by itself and when, what waits to leave, and which features are off and why. */
import { Hono } from 'hono';
import type { ScheduleView } from '#app/jobs/list-schedules.ts';
import type { OutboxStanding } from '#app/ports/deliveries.ts';
import { JOB_NAMES, JOB_TITLES, type JobName } from '#app/ports/jobs.ts';
import type { Installation } from '#app/ports/slack.ts';
import type { WorkbookLink } from '#app/ports/workbook-links.ts';
import type { Instant } from '#core/calendar.ts';
import { formatTimeOfDay } from '#core/jobs/due-days.ts';
import type { Fault } from '#core/result.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv, Feature } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { card, facts, link } from '../parts/blocks.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { day, moment } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { SHEET_PAGE, sheetBadge, watchText } from './google-sheet.ts';
import { standingTable } from './outbox.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { answerRefusal } from './refusals.ts';
import { openReratesNotice } from './rerates.ts';

const ABOUT: Readonly<Record<JobName, string>> = {
  billing: 'Bills every day that is not billed yet, in order: each fee once, however often it runs.',
  invoices: 'Makes the invoices of accounts whose invoice period has ended and whose delay has passed.',
  activity_files:
    'On working days, collects what waits for carriers into a file for each, and has it delivered.',
  catalogue: 'Publishes the change sets that were approved for the day, as it begins.',
  workflow_watch:
    'On working days, alerts about services that were not collected and those that a carrier leaves unanswered.',
};

const FIELDS: readonly Field[] = [
  { name: 'at', label: 'Time of day', help: 'On the provider’s clock, like 02:30.' },
  { name: 'enabled', label: 'On', kind: 'tick' },
];

interface JobAttempt {
  readonly job: JobName;
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

export function statusPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { jobs, slack } = deps.services;

  const showStatus = async (c: ConsoleContext, attempt?: JobAttempt, status: 200 | 409 | 422 = 200) => {
    const actor = c.get('actor');
    const [schedules, outbox, workspaces, sheet, rerates] = await Promise.all([
      jobs.listSchedules(actor),
      deps.services.outbox.readStanding(actor),
      slack.listWorkspaces(actor),
      deps.services.sheets.show(actor),
      deps.services.usage.listRerates(actor, { status: 'open' }, { limit: 1, cursor: null }),
    ]);
    if (!sheet.ok) return refusalPage(c, sheet.faults);
    if (!workspaces.ok) return refusalPage(c, workspaces.faults);
    if (!schedules.ok) return refusalPage(c, schedules.faults);
    if (!outbox.ok) return refusalPage(c, outbox.faults);
    if (!rerates.ok) return refusalPage(c, rerates.faults);
    const now = deps.clock.now();
    return showPage(
      c,
      {
        title: 'Schedules and status',
        section: 'status',
        lead: html`Now it is ${moment(now, actor.timeZone)} in ${actor.timeZone}.`,
        body: html`${openReratesNotice(rerates.value.items)}<div class="halves">${schedules.value.map(
          (schedule) => scheduleCard(schedule, c, now, attempt?.job === schedule.job ? attempt : undefined),
        )}</div>
${leavingCard(outbox.value, c, deps)}
${sheetCard(sheet.value.link, actor.timeZone)}${slackCard(workspaces.value, actor.powers.has('admin'))}${card({ title: 'Features', flush: featureTable(deps.features) })}`,
      },
      status,
    );
  };

  app.get('/', (c) => showStatus(c));

  app.post('/schedules/:job', async (c) => {
    const job = JOB_NAMES.find((name) => name === c.req.param('job'));
    if (job === undefined) return notFoundPage(c);
    const sent = c.get('form');
    const done = await jobs.setSchedule(c.get('actor'), {
      job,
      at: sent.text('at'),
      enabled: sent.isTicked('enabled'),
    });
    if (!done.ok)
      return answerRefusal(c, done.faults, (attempt, status) => showStatus(c, { job, ...attempt }, status));
    const name = JOB_TITLES[job];
    return redirectWithNotice(
      c,
      '/status',
      done.value.enabled
        ? `${name}: every day at ${formatTimeOfDay(done.value.atMinutes)}.`
        : `${name} is switched off: it runs only when somebody starts it.`,
    );
  });

  app.post('/schedules/:job/try', async (c) => {
    const done = await jobs.tryNow(c.get('actor'), c.req.param('job'));
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(c, '/status', `${JOB_TITLES[done.value.job]}: it is tried within a minute.`);
  });

  return app;
}

function scheduleCard(
  schedule: ScheduleView,
  c: ConsoleContext,
  now: Instant,
  attempt: JobAttempt | undefined,
): Html {
  const { timeZone, powers } = c.get('actor');
  return card({
    title: JOB_TITLES[schedule.job],
    aside: schedule.enabled ? badge('good', 'On') : badge('quiet', 'Off'),
    body: html`<div class="stack"><p class="soft">${ABOUT[schedule.job]}</p>${troubleOf(schedule, c, now)}${facts(
      [
        ['Every day at', formatTimeOfDay(schedule.atMinutes)],
        ['Done up to', day(schedule.lastDoneOn)],
        ['Last finished', moment(schedule.lastFinishedAt, timeZone)],
        ['Next run', nextRunText(schedule.nextRunAt, now, timeZone)],
      ],
    )}${
      powers.has('admin')
        ? html`<details${attempt ? ' open' : ''}><summary>Change</summary>${form({
            id: `schedule-${schedule.job}`,
            action: path('status', 'schedules', schedule.job),
            token: c.get('formToken'),
            fields: FIELDS,
            submit: 'Save',
            tone: '',
            values: attempt?.values ?? {
              at: formatTimeOfDay(schedule.atMinutes),
              enabled: schedule.enabled ? 'on' : '',
            },
            faults: attempt?.faults ?? [],
          })}</details>`
        : ''
    }</div>`,
  });
}

/** Why the next day is not done: it fails, and somebody may have it tried now; or it waits for people. */
function troubleOf(
  { job, lastError, failures, retryAt }: ScheduleView,
  c: ConsoleContext,
  now: Instant,
): Html | '' {
  const { timeZone, powers } = c.get('actor');
  if (lastError === null) return '';
  if (failures === 0) return notice('wait', html`<h2>The next day waits</h2><p>${lastError}</p>`);
  return notice(
    'bad',
    html`<h2>The last run failed</h2><p>${lastError}</p><p>Failed ${counted(failures, 'time')} in a row. Next try: ${
      retryAt === null || retryAt <= now ? 'within a minute' : moment(retryAt, timeZone)
    }.</p>${
      retryAt !== null && powers.has('admin')
        ? buttonForm({
            action: path('status', 'schedules', job, 'try'),
            token: c.get('formToken'),
            submit: 'Try now',
            about: JOB_TITLES[job],
            isSmall: true,
          })
        : ''
    }`,
  );
}

/** What waits in each channel; what to do about it is a page of its own, for admins. */
const leavingCard = (standing: OutboxStanding, c: ConsoleContext, deps: ConsoleDeps): Html =>
  card({
    title: 'Waiting to leave',
    aside: c.get('actor').powers.has('admin') ? link('/status/outbox', 'Look into it') : '',
    flush: standingTable(standing, {
      channels: deps.channels,
      now: deps.clock.now(),
      timeZone: c.get('actor').timeZone,
    }),
  });

/** A run that could not be done in time waits for the next tick, and is caught up. */
export const nextRunText = (at: Instant | null, now: Instant, timeZone: string): Html =>
  at === null ? badge('quiet', 'Off') : html`${at <= now ? 'due since ' : ''}${moment(at, timeZone)}`;

const featureTable = (features: readonly Feature[]): Html =>
  table({
    label: 'Features',
    rows: features,
    columns: [
      { head: 'Feature', kind: 'row', cell: ({ name }) => name },
      { head: 'State', cell: ({ isOn }) => (isOn ? badge('good', 'On') : badge('quiet', 'Off')) },
      { head: 'Note', cell: ({ note }) => note },
    ],
  });

/** Where the workbook is a spreadsheet: whether it works. */
const sheetCard = (sheet: WorkbookLink | null, timeZone: string): Html | '' =>
  sheet === null
    ? ''
    : card({
        title: 'Google spreadsheet',
        aside: link(SHEET_PAGE, 'Look into it'),
        body: html`<div class="stack">${sheet.problem === null ? '' : notice('bad', sheet.problem)}${facts([
          ['Spreadsheet', html`${sheet.title} ${sheetBadge(sheet)}`],
          ['Last sync', sheet.syncedAt === null ? 'not yet' : moment(sheet.syncedAt, timeZone)],
          ['Changes', watchText(sheet, timeZone)],
        ])}</div>`,
      });

/** Where Slack is used: whether each workspace works. */
const slackCard = (workspaces: readonly Installation[], isAdmin: boolean): Html | '' => {
  const live = workspaces.filter(({ revokedAt }) => revokedAt === null);
  if (live.length === 0) return '';
  return card({
    title: 'Slack',
    aside: isAdmin ? link('/people/slack', 'Workspaces') : '',
    flush: table({
      label: 'Slack workspaces',
      rows: live,
      columns: [
        { head: 'Workspace', kind: 'row', cell: ({ workspaceName }) => workspaceName },
        {
          head: 'State',
          cell: ({ problem, channelId }) => {
            if (problem !== null) return badge('bad', 'Does not work');
            return channelId === null ? badge('wait', 'No channel for cards') : badge('good', 'Works');
          },
        },
        { head: 'Note', cell: ({ problem }) => problem ?? '' },
      ],
    }),
  });
};
