/** `/cardline billing`: what waits, the last runs, a preview of today, and running exactly what it showed. For one person alone. */
import type { KnownBlock } from '@slack/types';
import type { BillingDayView } from '#app/billing/decide-day.ts';
import { isNothingLeft } from '#app/billing/nothing-left.ts';
import { linesOf } from '#app/billing/run-tally.ts';
import { type BillingRun, isUnderWay } from '#app/ports/billing.ts';
import type { Actor } from '#app/ports/platform.ts';
import { dateIn, spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { ok, type Result } from '#core/result.ts';
import { answerUrl } from '../answer.ts';
import {
  actions,
  button,
  confirm,
  context,
  divider,
  facts,
  header,
  linkButton,
  section,
} from '../blocks/blocks.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import type { BotParts, SlackParts } from '../bot-parts.ts';
import { type Conversing, onClick, outdated } from '../conversation.ts';
import type { Click } from '../place.ts';
import { billingCard } from './billing-card.ts';
import { billingValue, readBillingRef } from './billing-ref.ts';
import { exceptionBlocks, movementBlocks, runFacts, runPage, sumsOf } from './billing-words.ts';

const PREVIEW_NOW = 'billing.preview';
const RUN = 'billing.run';
const RUNS_SHOWN = 5;
/** Seconds that a click waits for a run; it goes on in any case. */
const WAIT = 60;

const STATUS: Readonly<Record<BillingRun['status'], string>> = {
  queued: '⏳ waits for its turn',
  running: '⏳ under way',
  done: '✅ done',
  failed: '🚨 failed',
  stale: '⚠️ figures had moved',
};

export function billingConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { billing } = parts.services;

  onClick(conversing, PREVIEW_NOW, async (turn, click) => {
    const started = await billing.startBillingRun(turn.actor, {
      asOf: dateIn(turn.actor.timeZone, parts.clock.now()),
      mode: 'preview',
      previewHash: null,
      waitSeconds: WAIT,
    });
    return started.ok ? answerWith(parts, turn.actor, click, started.value) : started;
  });

  onClick(conversing, RUN, async (turn, click) => {
    const ref = readBillingRef(click.value);
    if (ref === null) return outdated();
    const preview = await billing.readBillingRun(turn.actor, ref.run);
    if (!preview.ok) return preview;
    const started = await billing.startBillingRun(turn.actor, {
      asOf: preview.value.asOf,
      mode: 'commit',
      previewHash: ref.hash,
      waitSeconds: WAIT,
    });
    return started.ok ? answerWith(parts, turn.actor, click, started.value) : started;
  });
}

/** In place of the list that was clicked on. */
async function answerWith(
  parts: Pick<BotParts, 'services' | 'url'>,
  actor: Actor,
  { place }: Click,
  run: BillingRun,
): Promise<Result<null>> {
  if (place.kind !== 'list' && place.kind !== 'card') return ok(null);
  const message = await runMessage(parts, actor, run);
  if (!message.ok) return message;
  await answerUrl(place.responseUrl, { ...message.value, replaces: place.kind === 'list' });
  return ok(null);
}

type Said = Result<{ readonly text: string; readonly blocks: readonly KnownBlock[] }>;

async function runMessage(
  { services, url }: Pick<SlackParts, 'services' | 'url'>,
  actor: Actor,
  run: BillingRun,
): Promise<Said> {
  const report = isUnderWay(run) ? null : await services.billing.readRunReport(actor, run.id);
  const figures = report?.ok ? report.value.figures : null;
  const title = `${run.mode === 'preview' ? 'Preview' : 'Run'} as of ${spokenDate(run.asOf)}`;
  return ok({
    text: `${title}: ${STATUS[run.status]}, ${sumsOf(run)}`,
    blocks: [
      header(title),
      section(safe(clip(wordsOf(run), 600))),
      ...facts(runFacts(run)),
      ...exceptionBlocks(run, figures),
      ...movementBlocks(figures),
      actions('deeds', [
        ...(isToRun(run) ? [runButton(run)] : []),
        button(PREVIEW_NOW, 'Preview'),
        linkButton('Open in Cardline', runPage(run, url)),
      ]),
    ],
  });
}

const isToRun = (run: BillingRun): boolean =>
  linesOf(run.tally) > 0 && ((run.mode === 'preview' && run.status === 'done') || run.status === 'stale');

const runButton = (run: BillingRun) =>
  button(RUN, 'Run', {
    value: billingValue(run),
    style: 'primary',
    about: `billing of ${spokenDate(run.asOf)}`,
    confirm: confirm(
      'Run billing?',
      `${sumsOf(run)}, as of ${spokenDate(run.asOf)}. Exactly these figures are written to the ledger.`,
      'Run',
    ),
  });

function wordsOf(run: BillingRun): string {
  const id = formatId('run', run.id);
  switch (run.status) {
    case 'queued':
    case 'running':
      return run.mode === 'preview'
        ? `${id} is under way: ask again with /cardline billing.`
        : `${id} is under way: Cardline's channel shows how far it is, and /cardline billing too.`;
    case 'failed':
      return `${id} failed. ${run.failure ?? ''}`;
    case 'stale':
      if (isNothingLeft(run)) return `Nothing is left to bill (${id}).`;
      return `The figures have moved since the preview: nothing was billed. These are the new ones (${id}).`;
    default:
      return run.mode === 'preview' ? `${id}: nothing was written.` : `${id} billed it.`;
  }
}

/** What `/cardline billing` answers. */
export async function billingMessage(
  { services: { billing }, url }: Pick<SlackParts, 'services' | 'url'>,
  actor: Actor,
): Promise<Said> {
  const [days, runs] = await Promise.all([
    billing.listBillingDays(actor),
    billing.listBillingRuns(actor, { limit: RUNS_SHOWN, cursor: null }),
  ]);
  if (!days.ok) return days;
  if (!runs.ok) return runs;
  const { items } = runs.value;
  const [next] = days.value;
  return ok({
    text: `Billing of ${safe(actor.providerName)}`,
    blocks: [
      header('Billing'),
      ...(next === undefined ? [] : [...dayBlocks(next, url), divider]),
      section(
        items.length === 0
          ? 'Nothing has been billed yet.'
          : [bold('Last runs'), ...items.map(runLine)].join('\n'),
      ),
      ...(days.value.length > 1
        ? [context(`${days.value.length - 1} more days wait behind it, in order.`)]
        : []),
      actions('runs', [button(PREVIEW_NOW, 'Preview'), linkButton('Open in Cardline', `${url}/billing`)]),
    ],
  });
}

const dayBlocks = (view: BillingDayView, url: string): readonly KnownBlock[] =>
  billingCard({ ...view, figures: null }, url).blocks;

const runLine = (run: BillingRun): string =>
  `• ${formatId('run', run.id)} · ${run.mode === 'preview' ? 'preview' : 'run'} as of ${spokenDate(run.asOf)} · ${STATUS[run.status]} · ${sumsOf(run)} · ${safe(clip(run.startedBy, 60))}`;
