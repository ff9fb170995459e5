import type { ScheduleView } from '#app/jobs/list-schedules.ts';
import type { OutboxStanding } from '#app/ports/deliveries.ts';
import type { WorkbookLink } from '#app/ports/workbook-links.ts';
import { formatTimeOfDay } from '#core/jobs/due-days.ts';
import { counted } from '#core/words.ts';
import type { AlertKind } from '#core/workflow/alerts.ts';
import { readiness } from '#db/readiness.ts';
import { reasonOf } from '../runtime/error-line.ts';
import type { Command, ExitCode, House, Terminal } from './command.ts';

/** Longest that something may be overdue before it is worth a word. */
const OVERDUE_MS = 10 * 60_000;

export const doctor: Command = {
  summary: 'say what is configured, what is off and why, and how things stand',
  usage: '',
  options: {},
  details: 'Exits with 1 where something needs a hand.',
  async run(terminal) {
    const { environment, say } = terminal;
    if (!environment.ok) {
      say('Settings\n');
      for (const { message } of environment.faults) say(line('✗', message));
      return 1;
    }
    const { database, workbook, url, isUrlGiven, now, features } = environment.value;
    say('Settings\n');
    if (isUrlGiven) say(reachedAt(url));
    say(
      line(
        '✓',
        workbook === 'builtin'
          ? 'The workbook is the built-in one.'
          : 'The workbook is a Google spreadsheet where a provider has one, see below, and the built-in one otherwise.',
      ),
    );
    if (now !== null) say(line('·', `The clock stands still at ${now} (CARDLINE_NOW).`));
    for (const { name, isOn, note } of features) say(line(isOn ? '✓' : '·', `${name}: ${note}`));
    say('\nDatabase\n');
    // An address may carry a token behind its question mark.
    say(line('·', database.url.replace(/\?.*$/, '')));
    return examine(terminal, isUrlGiven);
  },
};

/** Fine; not fine; worth knowing. */
type Mark = '✓' | '✗' | '·';
const line = (mark: Mark, text: string): string => `  ${mark} ${text}\n`;
const reachedAt = (url: string): string => line('✓', `People reach Cardline at ${url}.`);

/** Where the settings name no address of the server, the database knows where it was started last. */
async function examine(terminal: Terminal, isUrlGiven: boolean): Promise<ExitCode> {
  const { say } = terminal;
  let house: House;
  try {
    house = await terminal.open();
  } catch (error) {
    say(line('✗', `It cannot be opened: ${reasonOf(error)}`));
    return 1;
  }
  const ready = await readiness(house.parts.db);
  say(ready.isReady ? line('✓', 'It is reachable and migrated.') : line('✗', ready.reason));
  if (!ready.isReady) return 1;
  if (!isUrlGiven) say(reachedAt(await house.url()));
  const troubled = [
    await examineProviders(terminal, house),
    await examineSheets(terminal, house),
    await examineSlack(terminal, house),
  ];
  return troubled.some(Boolean) ? 1 : 0;
}

async function examineProviders({ say }: Terminal, { services, parts }: House): Promise<boolean> {
  const { providers, outbox } = await services.jobs.readStatus();
  const now = Date.parse(parts.clock.now());
  if (providers.length === 0) say('\nThere is no provider yet: cardline provider add --help\n');
  let isTroubled = false;
  for (const { tenant, schedules } of providers) {
    say(`\n${tenant.providerName} (${tenant.providerCode}, ${tenant.timeZone})\n`);
    for (const schedule of schedules) {
      const { isFine, mark, text } = examineSchedule(schedule, now);
      say(line(mark, text));
      isTroubled ||= !isFine;
    }
  }
  const stuck = await services.workflow.openAlertsEverywhere();
  if (stuck.length > 0) say('\nStuck at carriers\n');
  for (const { provider, kind, open } of stuck) {
    // What is not collected is the installation's own trouble; the rest is between a provider and its carrier.
    const isOwn = kind === 'not_collected';
    say(line(isOwn ? '✗' : '·', `${provider}: ${open} ${STUCK_WORDS[kind]}.`));
    isTroubled ||= isOwn;
  }
  say('\nWaiting to leave\n');
  const found = examineOutbox(outbox);
  for (const { mark, text } of found) say(line(mark, text));
  return isTroubled || found.some(({ mark }) => mark === '✗');
}

function examineOutbox({
  notices,
  channels,
}: OutboxStanding): { readonly mark: Mark; readonly text: string }[] {
  const found: { mark: Mark; text: string }[] = [];
  if (notices.failing > 0)
    found.push({
      mark: '✗',
      text: `${notices.failing} notices cannot be told to anybody; the last try failed: ${notices.lastError}`,
    });
  if (notices.waiting > notices.failing)
    found.push({
      mark: '·',
      text: `${notices.waiting - notices.failing} new notices, the oldest since ${notices.oldest}.`,
    });
  for (const { channel, waiting, failing, dead, oldest } of channels)
    found.push({
      mark: dead > 0 ? '✗' : '·',
      text: [
        waiting === 0
          ? `${channel}: nothing waits.`
          : `${channel}: ${waiting}, the oldest since ${oldest}; ${failing} of them failed and are tried again.`,
        ...(dead === 0
          ? []
          : [`${dead} were given up: see "Outbox" in the console, or GET /v1/outbox?status=dead.`]),
      ].join(' '),
    });
  return found.length === 0 ? [{ mark: '✓', text: 'Nothing.' }] : found;
}

/** Which spreadsheets are workbooks, whether Google lets us at them just now, and how the last sync went. */
async function examineSheets({ say }: Terminal, { services, parts }: House): Promise<boolean> {
  const { sheets } = services;
  if (!sheets.isOn) return false;
  say('\nGoogle Sheets\n');
  const linked = await sheets.all();
  if (linked.length === 0)
    say(
      line(
        '·',
        `No spreadsheet is linked yet: share one with ${sheets.account} and run cardline sheets prepare.`,
      ),
    );
  let isTroubled = false;
  for (const { tenant, link } of linked) {
    const name = `${tenant.providerName}: "${link.title}" (${link.sheetId})`;
    const reached = await sheets.reach(link.sheetId);
    if (!reached.ok) {
      isTroubled = true;
      say(line('✗', `${name}. ${reached.faults.map(({ message }) => message).join(' ')}`));
      continue;
    }
    const synced = link.syncedAt === null ? 'not synced yet' : `last synced ${link.syncedAt}`;
    say(line('✓', `${name} is reachable, ${synced}.`));
    if (link.problem !== null) say(line('·', `The last try, at ${link.problemAt}, failed: ${link.problem}`));
    say(line('·', watchText(link, parts.clock.now())));
  }
  return isTroubled;
}

const watchText = ({ channel, channelProblem }: WorkbookLink, now: string): string => {
  if (channelProblem !== null) return `Google announces no changes: ${channelProblem}`;
  if (channel === null) return 'Google announces no changes; Cardline looks every few minutes.';
  return channel.expiresAt > now
    ? `Google announces changes until ${channel.expiresAt}; the server renews that.`
    : `Google announced changes until ${channel.expiresAt}: is the server running?`;
};

/** Which workspaces are connected, and what keeps one from working. */
async function examineSlack({ say }: Terminal, { services }: House): Promise<boolean> {
  const { slack } = services;
  if (slack.mode === 'off') return false;
  say('\nSlack\n');
  const workspaces = await slack.allWorkspaces();
  if (workspaces.length === 0)
    say(line('·', 'No workspace is connected yet: the console’s Slack page does it, for each provider.'));
  for (const { workspaceName, workspace, tenant, channelId, problem } of workspaces) {
    const name = `${workspaceName} (${workspace}) works for ${tenant.providerName}`;
    if (problem !== null) say(line('✗', `${name}. ${problem}`));
    else if (channelId === null) say(line('·', `${name}. No channel for cards yet.`));
    else say(line('✓', `${name}, cards in ${channelId}.`));
  }
  return workspaces.some(({ problem }) => problem !== null);
}

const STUCK_WORDS: Readonly<Record<AlertKind, string>> = {
  not_collected: 'not collected into an activity file by the next morning: see the schedule activity_files',
  unanswered:
    'sent and unanswered: ask the carrier for its batch file; Carriers, Alerts in the console leads to each',
  gap: 'with batch files missing: ask the carrier for them, and take them with cardline batch take',
};

function examineSchedule(
  {
    job,
    atMinutes,
    enabled,
    lastDoneOn,
    lastError,
    lastFinishedAt,
    nextRunAt,
    failures,
    retryAt,
  }: ScheduleView,
  now: number,
): { readonly isFine: boolean; readonly mark: Mark; readonly text: string } {
  const time = `${job}: every day at ${formatTimeOfDay(atMinutes)}`;
  if (enabled && lastFinishedAt === null)
    return { isFine: true, mark: '·', text: `${time}. Has not run yet: the server runs it.` };
  const when = `${time}, done up to ${lastDoneOn}`;
  if (!enabled) return { isFine: true, mark: '·', text: `${when}. Switched off.` };
  if (lastError !== null && failures === 0)
    return { isFine: true, mark: '·', text: `${when}. The next day waits: ${lastError}` };
  if (lastError !== null) {
    const next = retryAt === null || Date.parse(retryAt) <= now ? 'within a minute' : `at ${retryAt}`;
    return {
      isFine: false,
      mark: '✗',
      text: `${when}. Failed ${counted(failures, 'time')} in a row, tried again ${next}: ${lastError}`,
    };
  }
  return nextRunAt !== null && now - Date.parse(nextRunAt) > OVERDUE_MS
    ? { isFine: false, mark: '✗', text: `${when}. Overdue since ${nextRunAt}: is the server running?` }
    : { isFine: true, mark: '✓', text: `${when}.` };
}
