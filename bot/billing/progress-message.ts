/** The one message about a run of billing that lasts: how far it is, and in the end what came of it. */
import { isNothingLeft } from '#app/billing/nothing-left.ts';
import type { RunProgress, RunStage } from '#app/billing/run-progress.ts';
import { spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { counted } from '#core/words.ts';
import { actions, linkButton, section } from '../blocks/blocks.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import type { Message } from '../requests/request-card.ts';
import { runPage, sumsOf } from './billing-words.ts';

const CELLS = 20;
const WORDS = 600;

/** "▰▰▰▰▰▱▱▱…  25 % of the terms": full cells and empty ones differ in shape, and the number says it too. */
export function progressBar(share: number): string {
  const full = Math.floor(share * CELLS);
  return `${'▰'.repeat(full)}${'▱'.repeat(CELLS - full)}  ${Math.floor(share * 100)} % of the terms`;
}

export function progressMessage(progress: RunProgress, url: string): Message {
  const { run } = progress;
  const id = formatId('run', run.id);
  const title = `${SIGN[signOf(progress)]} · Billing of ${spokenDate(run.asOf)}`;
  const lines = linesOfMessage(progress);
  return {
    text: `${title}: ${lines.join('. ')}`,
    blocks: [
      section([bold(title), `${id}, started by ${safe(clip(run.startedBy, 60))}`, ...lines].join('\n')),
      actions('deeds', [linkButton('Open in Cardline', runPage(run, url))]),
    ],
  };
}

type Sign = Exclude<RunStage, 'over'> | 'done' | 'failed' | 'stale';

const SIGN: Readonly<Record<Sign, string>> = {
  waits: '⏳ Waits for its turn',
  works: '⏳ Under way',
  checks: '⏳ Under way',
  bills: '⏳ Under way',
  done: '✅ Done',
  failed: '🚨 Failed',
  stale: '⚠️ Nothing billed',
};

function signOf({ run, stage }: RunProgress): Sign {
  if (stage !== 'over') return stage;
  return run.status === 'failed' || run.status === 'stale' ? run.status : 'done';
}

function linesOfMessage(progress: RunProgress): string[] {
  const { run, share } = progress;
  const parked = run.parked.filter(({ chunk }) => chunk >= 0).length;
  const sums = [`${sumsOf(run)}`, ...(parked === 0 ? [] : [`${counted(parked, 'account')} parked`])].join(
    ', ',
  );
  switch (signOf(progress)) {
    case 'waits':
      return ['Another run is at work: this one begins when that has ended.'];
    case 'works':
      return ['It is being worked out.'];
    case 'checks':
      return ['Looks whether the figures are still those that were approved; then it bills.'];
    case 'bills':
      return [...(share === null ? [] : [progressBar(share)]), `${sums} so far`];
    case 'done':
      return [sums];
    case 'failed':
      return [safe(clip(run.failure ?? '', WORDS)), `${sums} were billed`];
    case 'stale':
      if (isNothingLeft(run)) return ['Nothing was left to bill.'];
      return ['The figures had moved since they were approved: its page shows the new ones.'];
  }
}
