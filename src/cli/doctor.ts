import type { ScheduleView } from '#app/jobs/list-schedules.ts';
import { formatTimeOfDay } from '#core/jobs/due-days.ts';
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
    const { database, workbook, url, now, features } = environment.value;
    say('Settings\n');
    say(line('✓', `People reach Cardline at ${url}.`));
    say(line('✓', `The workbook is ${workbook === 'builtin' ? 'the built-in one' : 'the Google sheet'}.`));
    if (now !== null) say(line('·', `The clock stands still at ${now} (CARDLINE_NOW).`));
    for (const { name, isOn, note } of features) say(line(isOn ? '✓' : '·', `${name}: ${note}`));
    say('\nDatabase\n');
    // An address may carry a token behind its question mark.
    say(line('·', database.url.replace(/\?.*$/, '')));
    return examine(terminal);
  },
};

/** Fine; not fine; worth knowing. */
type Mark = '✓' | '✗' | '·';
const line = (mark: Mark, text: string): string => `  ${mark} ${text}\n`;

async function examine(terminal: Terminal): Promise<ExitCode> {
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
  const troubled = await examineProviders(terminal, house);
  return troubled ? 1 : 0;
}

async function examineProviders({ say }: Terminal, { services, parts }: House): Promise<boolean> {
  const { providers, waiting } = await services.jobs.readStatus();
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
  say('\nWaiting to leave\n');
  if (waiting.length === 0) say(line('✓', 'Nothing.'));
  for (const { topic, waiting: count, oldest } of waiting)
    say(
      line(
        '·',
        `${topic}: ${count}, the oldest since ${oldest}. No channel is configured that would carry them.`,
      ),
    );
  return isTroubled;
}

function examineSchedule(
  { job, atMinutes, enabled, lastDoneOn, lastError, lastFinishedAt, nextRunAt }: ScheduleView,
  now: number,
): { readonly isFine: boolean; readonly mark: Mark; readonly text: string } {
  const time = `${job}: every day at ${formatTimeOfDay(atMinutes)}`;
  if (enabled && lastFinishedAt === null)
    return { isFine: true, mark: '·', text: `${time}. Has not run yet: the server runs it.` };
  const when = `${time}, done up to ${lastDoneOn}`;
  if (!enabled) return { isFine: true, mark: '·', text: `${when}. Switched off.` };
  if (lastError !== null)
    return { isFine: false, mark: '✗', text: `${when}. The last try failed: ${lastError}` };
  return nextRunAt !== null && now - Date.parse(nextRunAt) > OVERDUE_MS
    ? { isFine: false, mark: '✗', text: `${when}. Overdue since ${nextRunAt}: is the server running?` }
    : { isFine: true, mark: '✓', text: `${when}.` };
}
