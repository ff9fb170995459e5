/** How a billing run stands, in words. */
import type { RunProgress, RunStage } from '#app/billing/run-progress.ts';
import { type BillingRun, isUnderWay } from '#app/ports/billing.ts';
import { counted } from '#core/words.ts';
import { linesOf } from '../parts/cardlines.ts';
import { type Html, html } from '../parts/html.ts';
import { notice } from '../parts/notice.ts';

const AT_WORK: Readonly<Record<Exclude<RunStage, 'over'>, string>> = {
  waits: 'It waits for its turn',
  works: 'It is being worked out',
  checks: 'It looks whether the figures are still those that were approved',
  bills: 'It bills',
};

/** @param nothingLeft that a commit found nothing to bill, in words; null: it did, or is no such run */
export function runNotice({ run, stage, share }: RunProgress, nothingLeft: string | null): Html | '' {
  if (stage !== 'over') {
    const done = share === null ? null : Math.floor(share * 100);
    return notice(
      'wait',
      html`<h2>${AT_WORK[stage]}</h2><p>${counted(linesOf(run.tally, 'sell'), 'line')} so far${
        done === null ? '' : `, ${done} % of the terms`
      }. This page shows its progress by itself.</p>${
        done === null
          ? html`<progress aria-label="The run is under way"></progress>`
          : html`<progress max="100" value="${done}" aria-label="Terms that are done"></progress>`
      }`,
    );
  }
  switch (run.status) {
    case 'failed':
      return notice('bad', html`<h2>It failed</h2><p>${run.failure}</p>`);
    case 'stale':
      if (nothingLeft !== null) return notice('quiet', nothingLeft);
      return notice(
        'warn',
        html`<h2>The figures have moved since the preview</h2><p>Nothing was billed. What is shown here is the new state: look at it, and run it if it is right.</p>`,
      );
    default:
      return run.mode === 'preview' ? notice('wait', 'This is a preview: nothing was written.') : '';
  }
}

/** Why a run shows no line. */
export function noLinesText(run: BillingRun): string {
  if (isUnderWay(run))
    return run.mode === 'preview'
      ? 'Lines show here once it is worked out.'
      : 'Lines show here as they are billed.';
  return run.status === 'failed'
    ? 'It ended before there were any.'
    : 'Nothing is due that is not billed already.';
}
