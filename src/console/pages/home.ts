/** The start page: what waits for somebody, and how billing and its schedules stand. */
import { Hono } from 'hono';
import { ofDay, standing } from '#app/billing/day-rules.ts';
import { JOB_TITLES } from '#app/ports/jobs.ts';
import { dateIn, spokenDate } from '#core/calendar.ts';
import { countedText } from '#core/orders/queue-counts.ts';
import type { Power } from '#core/people/powers.ts';
import type { Result } from '#core/result.ts';
import { counted, grouped } from '#core/words.ts';
import type { ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { badge } from '../parts/badge.ts';
import { card, facts, link } from '../parts/blocks.ts';
import { linesOf } from '../parts/cardlines.ts';
import { age, day, moment } from '../parts/formats.ts';
import { type Html, html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { runBadge } from '../parts/run-badge.ts';
import { runPath } from './billing-tabs.ts';
import { deadIn, waitingIn } from './outbox.ts';
import { nextRunText } from './status.ts';

const FIRST = { limit: 1, cursor: null };

interface Tile {
  readonly href: string;
  readonly figure: number | string;
  readonly name: string;
  readonly note: Html | string;
  /** Whose work it is; others see it after their own. */
  readonly power: Power;
}

export function homePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { orders, catalogue, billing, jobs, outbox, workflow, usage } = deps.services;

  app.get('/', async (c) => {
    const actor = c.get('actor');
    const now = deps.clock.now();
    const [queue, halted, pending, runs, parked, periods, days, schedules, outboxStanding, stuck, rerates] =
      await Promise.all([
        orders.listQueue(actor, {}, FIRST),
        orders.listOrders(actor, { status: 'halted' }, { limit: 100, cursor: null }),
        catalogue.listChangeSets(actor, { status: 'pending' }, { limit: 100, cursor: null }),
        billing.listBillingRuns(actor, { limit: 10, cursor: null }),
        billing.listParkedAccounts(actor),
        billing.listPeriods(actor, { status: 'awaiting_approval' }, { limit: 100, cursor: null }),
        billing.listBillingDays(actor),
        jobs.listSchedules(actor),
        outbox.readStanding(actor),
        workflow.listAlerts(actor, { status: 'open' }, { limit: 100, cursor: null }),
        usage.listRerates(actor, { status: 'open' }, { limit: 100, cursor: null }),
      ]);
    const oldest = valueOr(queue, null)?.items[0];
    const counts = valueOr(queue, null)?.counts;
    const changes = valueOr(pending, { items: [], nextCursor: null });
    const haltedOrders = valueOr(halted, { items: [], nextCursor: null });
    const parkedAccounts = valueOr(parked, []);
    const leaving = valueOr(outboxStanding, null);
    const waiting = leaving === null ? 0 : waitingIn(leaving);
    const dead = leaving === null ? 0 : deadIn(leaving);
    const tiles: Tile[] = [
      {
        href: '/queue',
        figure: countedText(counts?.pending ?? 0),
        name: 'Requests in the queue',
        note: oldest
          ? `The oldest came ${oldest.ageDays === 0 ? 'today' : `${oldest.ageText} ago`}; ${countedText(counts?.late ?? 0)} late, ${countedText(counts?.mine ?? 0)} mine`
          : 'Nothing waits for our hands',
        power: 'provision',
      },
      {
        href: '/orders?status=halted',
        figure: some(haltedOrders),
        name: 'Halted orders of ours',
        note: haltedOrders.items.length === 0 ? 'None waits for a correction' : 'Correct and resubmit them',
        power: 'orders',
      },
      {
        href: '/changes?status=pending',
        figure: some(changes),
        name: 'Change sets to approve',
        note: changes.items[0]
          ? html`The newest by ${changes.items[0].submittedBy}, ${age(changes.items[0].createdAt, now)} old`
          : 'The catalogue is as it was approved',
        power: 'catalogue.approve',
      },
      {
        href: '/billing/parked',
        figure: parkedAccounts.length,
        name: 'Parked accounts',
        note:
          parkedAccounts.length === 0
            ? 'Billing leaves none alone'
            : 'Billing leaves them alone until somebody looks',
        power: 'billing',
      },
    ];
    const undecided = valueOr(days, []).filter(
      ({ day: { status } }) => status === 'waiting' || status === 'held',
    );
    if (undecided[0])
      tiles.push({
        href: '/billing',
        figure: undecided.length,
        name: 'Days of billing to decide',
        note: `${ofDay(undecided[0].day.asOf)} ${standing(undecided[0].day)}`,
        power: 'billing',
      });
    const awaiting = valueOr(periods, { items: [], nextCursor: null });
    if (awaiting.items.length > 0)
      tiles.push({
        href: '/periods',
        figure: some(awaiting),
        name: 'Periods to approve',
        note: 'What is billed in arrears waits for them',
        power: 'billing',
      });
    const openRerates = valueOr(rerates, { items: [], nextCursor: null });
    if (openRerates.items.length > 0)
      tiles.push({
        href: '/usage/rerates?status=open',
        figure: some(openRerates),
        name: 'Re-ratings to decide',
        note: 'Prices of days in the past were changed: what was charged by them stays until somebody decides',
        power: 'billing',
      });
    if (dead > 0 && actor.powers.has('admin'))
      tiles.push({
        href: '/status/outbox',
        figure: dead,
        name: 'Messages given up',
        note: 'They never arrived: send them again once the reason is put right',
        power: 'admin',
      });
    const alerts = valueOr(stuck, { items: [], nextCursor: null });
    if (alerts.items.length > 0)
      tiles.push({
        href: '/carriers/alerts',
        figure: some(alerts),
        name: 'Stuck at carriers',
        note: 'Not collected, unanswered, or missing',
        power: 'provision',
      });
    const own = [...tiles].sort(
      (a, b) => Number(actor.powers.has(b.power)) - Number(actor.powers.has(a.power)),
    );
    const lastRun = valueOr(runs, { items: [], nextCursor: null }).items.find(
      ({ mode }) => mode === 'commit',
    );
    return showPage(c, {
      title: 'What waits',
      section: 'home',
      lead: `${spokenDate(dateIn(actor.timeZone, now))} at ${actor.providerName}.`,
      body: html`<ul class="tiles">${own.map(
        ({ href, figure, name, note }) =>
          html`<li><a class="tile" href="${href}"><span class="tile-figure">${figure}</span><span class="tile-name">${name}</span><span class="tile-note">${note}</span></a></li>`,
      )}</ul><div class="halves">${card({
        title: 'Last billing run',
        aside: lastRun ? runBadge(lastRun) : '',
        body: lastRun
          ? facts([
              ['Run', link(runPath(lastRun.id), html`as of ${day(lastRun.asOf)}`)],
              ['Lines', grouped(linesOf(lastRun.tally, 'sell'))],
              ['Left alone', lastRun.parked.length === 0 ? null : counted(lastRun.parked.length, 'account')],
              ['Started', html`${moment(lastRun.createdAt, actor.timeZone)} by ${lastRun.startedBy}`],
            ])
          : html`<p class="soft">Nothing has been billed yet. ${link('/billing', 'Preview a run')}.</p>`,
      })}${card({
        title: 'Schedules',
        aside: link('/status', 'All of it'),
        body: facts([
          ...valueOr(schedules, []).map(
            ({ job, nextRunAt, lastError, failures }) =>
              [
                JOB_TITLES[job],
                lastError === null
                  ? nextRunText(nextRunAt, now, actor.timeZone)
                  : failures === 0
                    ? badge('wait', 'Waits')
                    : badge('bad', 'Failed'),
              ] as const,
          ),
          ['Waiting to leave', waiting === 0 ? 'Nothing' : counted(waiting, 'message')],
        ]),
      })}${card({
        title: 'Features that are off',
        body: offFeatures(deps),
      })}</div>`,
    });
  });

  return app;
}

const offFeatures = ({ features }: Pick<ConsoleDeps, 'features'>): Html => {
  const off = features.filter(({ isOn }) => !isOn);
  return off.length === 0
    ? html`<p class="soft">Everything is on.</p>`
    : facts(off.map(({ name, note }) => [name, note]));
};

/** What could not be read is shown as nothing: the start page is there whatever its parts do. */
const valueOr = <T, Other>(result: Result<T>, other: Other): T | Other => (result.ok ? result.value : other);

const some = ({
  items,
  nextCursor,
}: {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}): string => (nextCursor === null ? String(items.length) : `${items.length}+`);
