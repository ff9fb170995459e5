import { linesOf, totalOf } from '#app/billing/run-tally.ts';
import { type BillingRun, isUnderWay } from '#app/ports/billing.ts';
import type { Actor } from '#app/ports/platform.ts';
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
    '--preview works everything out and writes nothing. With --preview-hash (a preview prints it) a run is refused\nwhere the figures have moved since. A day that is billed already gives no lines.',
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
  return ended.ok ? report(terminal, ended.value) : refused(terminal, ended.faults);
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

function report({ say, tell }: Terminal, run: BillingRun): ExitCode {
  const id = formatId('run', run.id);
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
  for (const { account, reason } of run.parked) say(`  left alone: ${account}. ${reason}\n`);
  if (run.mode === 'preview' || run.status === 'stale') say(`  hash: ${run.hash ?? ''}\n`);
  return run.status === 'stale' ? 1 : 0;
}
