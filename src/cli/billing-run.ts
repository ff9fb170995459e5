import { today } from '#app/actor.ts';
import { moveOf, type RunReport } from '#app/billing/run-report.ts';
import { linesOf, totalOf } from '#app/billing/run-tally.ts';
import { type BillingRun, isUnderWay } from '#app/ports/billing.ts';
import type { Actor } from '#app/ports/platform.ts';
import { sayAhead } from '#core/billing/say-ahead.ts';
import { parseDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { cents, formatCents } from '#core/money.ts';
import { ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import {
  actorFor,
  type Command,
  type ExitCode,
  type House,
  optionalText,
  PROVIDER,
  refused,
  type Terminal,
  textOf,
  type Values,
} from './command.ts';

const OPTIONS = { ...PROVIDER, 'as-of': { type: 'string' } } as const;

export const billingRun: Command = {
  summary: 'bill what is due on a day and before, each fee once',
  usage: '--provider CODE --as-of DATE [--preview] [--preview-hash HASH]',
  options: { ...OPTIONS, preview: { type: 'boolean' }, 'preview-hash': { type: 'string' } },
  required: ['provider', 'as-of'],
  details:
    '--preview works everything out and writes nothing. With --preview-hash (a preview prints it) a run is refused\nwhere the figures have moved since, and bills nothing, as is told, where nothing is left. A day that is billed already gives no lines.',
  run: (terminal, values) => bill(terminal, values, values.preview === true ? 'preview' : 'commit'),
};

export const billingPreview: Command = {
  summary: 'work out what a run of a day would bill, and write nothing',
  usage: '--provider CODE --as-of DATE',
  options: OPTIONS,
  required: ['provider', 'as-of'],
  run: (terminal, values) => bill(terminal, values, 'preview'),
};

async function bill(terminal: Terminal, values: Values, mode: 'preview' | 'commit'): Promise<ExitCode> {
  const asOf = parseDate(textOf(values, 'as-of'), '--as-of');
  if (!asOf.ok) return refused(terminal, asOf.faults);
  const house = await terminal.open();
  const actor = await actorFor(house, values);
  if (!actor.ok) return refused(terminal, actor.faults);
  const started = await house.services.billing.startBillingRun(actor.value, {
    asOf: asOf.value,
    mode,
    previewHash: optionalText(values, 'preview-hash') ?? null,
    waitSeconds: 1,
  });
  const ended = started.ok ? await untilEnded(terminal, house, actor.value, started.value) : started;
  if (!ended.ok) return refused(terminal, ended.faults);
  const nothingLeft = await house.services.billing.sayNothingLeft(actor.value, ended.value);
  if (!nothingLeft.ok) return refused(terminal, nothingLeft.faults);
  const code = report(terminal, ended.value, nothingLeft.value);
  const ahead = sayAhead(ended.value.asOf, today(house.parts.clock, actor.value));
  if (ahead !== null) terminal.say(`  ${ahead}\n`);
  if (ended.value.status === 'failed') return code;
  const full = await house.services.billing.readRunReport(actor.value, ended.value.id);
  // Figures that moved while they were looked at: the run itself is told, and stands.
  if (full.ok) sayFigures(terminal, full.value);
  else terminal.tell(`${full.faults.map(({ message }) => message).join(' ')}\n`);
  return code;
}

/** A word each second while it goes on: a large provider takes half a minute. */
async function untilEnded(
  terminal: Terminal,
  { services, parts }: House,
  actor: Actor,
  started: BillingRun,
): Promise<Result<BillingRun>> {
  let run = started;
  while (isUnderWay(run)) {
    terminal.tell(
      `${formatId('run', run.id)} ${run.status}: ${counted(linesOf(run.tally), 'line')} so far\n`,
    );
    await parts.background.pause(1000);
    const now = await services.billing.readBillingRun(actor, run.id);
    if (!now.ok) return now;
    run = now.value;
  }
  return ok(run);
}

function report({ say, tell }: Terminal, run: BillingRun, nothingLeft: string | null): ExitCode {
  const id = formatId('run', run.id);
  if (nothingLeft !== null) {
    say(`${id} billed 0 lines as of ${run.asOf}. ${nothingLeft}\n`);
    sayParked({ say }, run);
    return 0;
  }
  if (run.status === 'failed' || run.status === 'stale') {
    tell(
      run.status === 'stale'
        ? `${id} was refused: the figures have moved since the preview. The new ones:\n`
        : `${id} failed. ${run.failure ?? ''}\n`,
    );
    if (run.status === 'failed') return 1;
  }
  const what = run.mode === 'preview' || run.status === 'stale' ? 'would bill' : 'billed';
  say(`${id} ${what} ${counted(linesOf(run.tally), 'line')} as of ${run.asOf}.\n`);
  for (const [side, words] of [
    ['sell', 'charged to accounts'],
    ['buy', 'own costs'],
  ] as const) {
    const { lines, amount, tax } = totalOf(run.tally, side);
    if (lines > 0)
      say(
        `  ${words}: ${formatCents(cents(amount))} ex tax, tax ${formatCents(cents(tax))} (${counted(lines, 'line')})\n`,
      );
  }
  sayParked({ say }, run);
  if (run.mode === 'preview' || run.status === 'stale') say(`  hash: ${run.hash ?? ''}\n`);
  return run.status === 'stale' ? 1 : 0;
}

function sayParked({ say }: Pick<Terminal, 'say'>, { parked }: BillingRun): void {
  for (const { account, reason } of parked) say(`  left alone: ${account}. ${reason}\n`);
}

/** Of each list, what fits a terminal; the console and `GET …/report` have all. */
const MOST_SAID = 5;

/** The short form of the run's report: what is earned, what moved most, what stands out, what was left out. */
function sayFigures({ say }: Terminal, { run, figures }: RunReport): void {
  const { comparedWith, accounts, plans, large, waitingPeriods, suspended } = figures;
  // With nothing billed, what the whole day moved would read like a charge.
  if (linesOf(run.tally) === 0) return;
  const earned = totalOf(run.tally, 'sell').amount - totalOf(run.tally, 'buy').amount;
  say(`  margin: ${amountOf(earned)} ex tax\n`);
  if (comparedWith !== null)
    for (const { name, before, now } of [...plans.slice(0, MOST_SAID), ...accounts.slice(0, MOST_SAID)])
      say(
        `  the day against ${comparedWith}: ${name ?? 'no plan'} ${amountOf(before)} -> ${amountOf(now)} (${signed(moveOf({ name, before, now }))})\n`,
      );
  if (large.count > 0) say(`  lines of ${amountOf(large.above)} and more: ${counted(large.count, 'line')}\n`);
  for (const { account, amount, from } of large.lines.slice(0, MOST_SAID))
    say(`    ${account} ${amountOf(amount)} from ${from}\n`);
  if (waitingPeriods > 0) say(`  left out: ${counted(waitingPeriods, 'period')} that wait for approval\n`);
  if (suspended > 0) say(`  left out: ${counted(suspended, 'suspended subscription')}\n`);
}

const amountOf = (amount: number): string => formatCents(cents(amount));
const signed = (amount: number): string => `${amount > 0 ? '+' : ''}${amountOf(amount)}`;
