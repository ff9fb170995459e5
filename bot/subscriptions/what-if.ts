/** **What if**: a subscription cancelled or migrated today, as runs would bill it. Nothing is written. */
import type { KnownBlock, ModalView } from '@slack/types';
import {
  sayDifference,
  sayRuns,
  type WhatIf,
  type WhatIfLine,
} from '#app/subscriptions/simulate-subscription.ts';
import type { SubscriptionView } from '#app/subscriptions/views.ts';
import type { WhatIfEvent } from '#app/subscriptions/what-if-events.ts';
import { spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { formatCents } from '#core/money.ts';
import { type Fault, fault } from '#core/result.ts';
import { actions, context, facts, linkButton, section } from '../blocks/blocks.ts';
import { dateInput, textInput } from '../blocks/inputs.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import { type Conversing, onSubmit, outdated, refuse, show } from '../conversation.ts';
import { modal, recall } from '../views.ts';

const VIEW = 'what_if';
const FIELD = { cancelOn: 'cancelOn', migrateTo: 'migrateTo', migrateOn: 'migrateOn' } as const;
/** Lines shown; the console has them all. */
const LINES_SHOWN = 12;
const LINE_SHOWN = 400;

export const whatIfModal = ({ id, packagePlan, account }: SubscriptionView): ModalView =>
  modal({
    callbackId: VIEW,
    title: 'What if?',
    submit: 'Work it out',
    remembers: { subscription: id },
    blocks: [
      section(`${bold(safe(clip(packagePlan.name, 150)))} of ${safe(clip(account.name, 150))}`),
      dateInput(
        {
          id: FIELD.cancelOn,
          label: 'Cancelled from',
          hint: 'The first day without service.',
          isOptional: true,
        },
        null,
      ),
      textInput(
        {
          id: FIELD.migrateTo,
          label: 'Migrated to',
          hint: 'The code of a sell plan that is on sale.',
          isOptional: true,
        },
        { most: 80 },
      ),
      dateInput({ id: FIELD.migrateOn, label: 'Migrated from', isOptional: true }, null),
      context('As if it were entered today. Nothing is written.'),
    ],
  });

export function whatIfConversation(conversing: Conversing): void {
  const { services, url } = conversing.parts;

  onSubmit(conversing, VIEW, async ({ actor }, { metadata, answers }) => {
    const id = recall(metadata, readMemory);
    if (id === null) return refuse(outdated().faults);
    const [cancelOn, migrateOn] = [answers.date(FIELD.cancelOn), answers.date(FIELD.migrateOn)];
    const packagePlan = answers.text(FIELD.migrateTo);
    if (!cancelOn.ok) return refuse(cancelOn.faults);
    if (!migrateOn.ok) return refuse(migrateOn.faults);
    const missing = checkMigration(packagePlan, migrateOn.value !== null);
    if (missing.length > 0) return refuse(missing);
    const events: WhatIfEvent[] = [];
    const rename: Record<string, string> = {};
    if (migrateOn.value !== null) {
      Object.assign(rename, { 'events[0].on': FIELD.migrateOn, 'events[0].packagePlan': FIELD.migrateTo });
      events.push({ type: 'migrate', on: migrateOn.value, packagePlan });
    }
    if (cancelOn.value !== null) {
      rename[`events[${events.length}].on`] = FIELD.cancelOn;
      events.push({ type: 'cancel', on: cancelOn.value });
    }
    const done = await services.subscriptions.simulateSubscription(actor, { id, events });
    return done.ok ? show(answerView(done.value, url)) : refuse(done.faults, rename);
  });
}

function checkMigration(packagePlan: string, hasDay: boolean): Fault[] {
  if (packagePlan !== '' && !hasDay)
    return [fault('migration_without_day', 'Choose the day on which it takes over.', FIELD.migrateOn)];
  return packagePlan === '' && hasDay
    ? [fault('migration_without_plan', 'Write which plan takes over.', FIELD.migrateTo)]
    : [];
}

const readMemory = (value: unknown): number | null => {
  const { subscription } = value as { readonly subscription?: unknown };
  return typeof subscription === 'number' ? subscription : null;
};

export function answerView(whatIf: WhatIf, url: string): ModalView {
  const { lines, totals, otherwise, events, note, parkedReason, subscription } = whatIf;
  const told = [...events.map(({ text }) => text), ...(note === null ? [] : [note])];
  const blocks: KnownBlock[] = [
    section(`${bold(sayDifference(whatIf))}\n${sayRuns(whatIf)}`),
    ...(told.length === 0 ? [] : [section(told.map((text) => safe(clip(text, 700))).join('\n'))]),
    ...(parkedReason === null
      ? []
      : [section(`:warning: Billing leaves this account alone: ${safe(clip(parkedReason, 700))}`)]),
    ...facts([
      ['Credited', formatCents(totals.credited)],
      ['Charged', formatCents(totals.charged)],
      ['Otherwise credited', formatCents(otherwise.totals.credited)],
      ['Otherwise charged', formatCents(otherwise.totals.charged)],
    ]),
    ...lines.slice(0, LINES_SHOWN).map((line) => section(lineText(line))),
    ...(lines.length > LINES_SHOWN
      ? [context(`… and ${lines.length - LINES_SHOWN} more lines: the console shows them all.`)]
      : []),
    actions('what_if_links', [
      linkButton(
        'Open in Cardline',
        `${url}/subscriptions/${formatId('subscription', subscription.id)}/what-if`,
      ),
    ]),
  ];
  return modal({ callbackId: 'notice', title: 'What if?', blocks });
}

const lineText = ({ generatedOn, amount, explanation }: WhatIfLine): string =>
  `${bold(formatCents(amount))} on ${spokenDate(generatedOn)}: ${safe(clip(explanation.text, LINE_SHOWN))}`;
