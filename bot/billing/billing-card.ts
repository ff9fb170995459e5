/** The one message about a day of billing in its company's channel: what it would bill, who decided what, what became of it. */
import type { Button } from '@slack/types';
import type { ShownBillingDay } from '#app/billing/decide-day.ts';
import { spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { actions, button, confirm, facts, header, linkButton, section } from '../blocks/blocks.ts';
import { clip, safe } from '../blocks/text.ts';
import type { Message } from '../requests/request-card.ts';
import { billingValue } from './billing-ref.ts';
import { exceptionBlocks, movementBlocks, runFacts, runPage, sumsOf } from './billing-words.ts';

export const APPROVE = 'billing.approve';
export const HOLD = 'billing.hold';
export const EXCLUDE = 'billing.exclude';

const SIGN: Readonly<Record<ShownBillingDay['day']['status'], string>> = {
  announced: '📅 Runs by itself',
  waiting: '🟡 Waits for approval',
  approved: '👍 Approved',
  held: '🛑 Held',
  billed: '✅ Billed',
};

const WORDS = 600;

export function billingCard(shown: ShownBillingDay, url: string): Message {
  const { day, run, figures } = shown;
  const title = `${SIGN[day.status]} · Billing of ${spokenDate(day.asOf)}`;
  return {
    text: `${title}: ${sumsOf(run)}`,
    blocks: [
      header(title),
      section(safe(clip(standingText(shown), WORDS))),
      ...facts(runFacts(run)),
      ...exceptionBlocks(run, figures),
      ...movementBlocks(figures),
      actions('deeds', [...deciding(shown), linkButton('Open in Cardline', runPage(run, url))]),
    ],
  };
}

function standingText({ day, run }: ShownBillingDay): string {
  const who = day.decidedBy?.name ?? 'somebody';
  const id = formatId('run', run.id);
  switch (day.status) {
    case 'announced':
      return `Preview ${id}. It is billed by itself when its time comes, unless somebody holds it.`;
    case 'waiting':
      return `${day.reason === null ? '' : `${day.reason} `}Preview ${id}: nothing is billed until somebody approves exactly these figures.`;
    case 'approved':
      return `Approved by ${who}: exactly the figures of ${id} are billed when its time comes.`;
    case 'held':
      return `Held by ${who}: ${day.reason ?? ''} Nothing is billed until somebody approves it.`;
    case 'billed':
      return `Billed by ${id}${day.decidedBy === null ? '' : `, approved by ${who}`}.`;
  }
}

function deciding({ day, run }: ShownBillingDay): Button[] {
  if (day.status === 'billed') return [];
  const value = billingValue(run);
  const about = `billing of ${spokenDate(day.asOf)}`;
  return [
    ...(day.status === 'approved'
      ? []
      : [
          button(APPROVE, 'Approve', {
            value,
            about,
            style: 'primary',
            confirm: confirm(
              'Approve billing?',
              `${sumsOf(run)}, as of ${spokenDate(day.asOf)}. Exactly these figures are billed.`,
              'Approve',
            ),
          }),
        ]),
    ...(day.status === 'held' ? [] : [button(HOLD, 'Hold', { value, about, style: 'danger' })]),
    button(EXCLUDE, 'Exclude accounts…', { value, about }),
  ];
}
