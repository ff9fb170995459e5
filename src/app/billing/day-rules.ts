/** How a day of billing stands, in words, and who may approve it. */
import { type PlainDate, spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { cents, formatCents } from '#core/money.ts';
import { forbidden, ok, type Result } from '#core/result.ts';
import { asSentence, counted } from '#core/words.ts';
import type { BillingRun, BillingRunStore } from '../ports/billing.ts';
import type { BillingDay } from '../ports/billing-days.ts';
import type { Actor } from '../ports/platform.ts';
import { totalOf } from './run-tally.ts';

export const ofDay = (asOf: PlainDate): string => `Billing of ${spokenDate(asOf)}`;

/** "is held by Dana: wait for the tariffs." */
export function standing({ status, decidedBy, reason, runId }: BillingDay): string {
  const who = decidedBy?.name ?? 'somebody';
  switch (status) {
    case 'announced':
      return 'runs by itself when its time comes.';
    case 'waiting':
      return `waits for approval.${reason === null ? '' : ` ${asSentence(reason)}`}`;
    case 'approved':
      return `is approved by ${who}.`;
    case 'held':
      return asSentence(`is held by ${who}${reason === null ? '' : `: ${reason}`}`);
    case 'billed':
      return `is billed, by ${formatId('run', runId)}.`;
  }
}

/** With four eyes, whoever asked for changes of a day does not approve it. */
export async function otherEyes(
  { runs }: { readonly runs: Pick<BillingRunStore, 'settings'> },
  actor: Actor,
  day: BillingDay,
): Promise<Result<null>> {
  const { fourEyes } = await runs.settings(actor.providerId);
  return fourEyes && day.changedBy.some(({ id }) => id === actor.actorId)
    ? forbidden(
        'second_person_needed',
        `${actor.actorName} held or changed ${ofDay(day.asOf)}: somebody else has to approve it.`,
      )
    : ok(null);
}

/** "12 lines, 1204.00 ex tax": what customers pay. */
export function sumText({ tally }: Pick<BillingRun, 'tally'>): string {
  const { lines, amount } = totalOf(tally, 'sell');
  return `${counted(lines, 'line')} for customers, ${formatCents(cents(amount))} ex tax`;
}
