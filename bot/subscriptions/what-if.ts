/** **What if**: deeds entered on a subscription today, as runs would bill it. Nothing is written. */
import type { KnownBlock, ModalView } from '@slack/types';
import {
  atField,
  type Offer,
  readWhatIf,
  WHAT_IF_FIELDS,
  type WhatIfField,
  type WhatIfOffers,
  whatIfOffers,
} from '#app/subscriptions/read-what-if.ts';
import {
  sayDifference,
  sayRuns,
  type WhatIf,
  type WhatIfLine,
} from '#app/subscriptions/simulate-subscription.ts';
import type { SubscriptionView } from '#app/subscriptions/views.ts';
import { spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { formatCents } from '#core/money.ts';
import { actions, context, facts, linkButton, section } from '../blocks/blocks.ts';
import { dateInput, selectInput, textInput, tickInput } from '../blocks/inputs.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import { type Conversing, onSubmit, outdated, refuse, show } from '../conversation.ts';
import * as limit from '../limits.ts';
import { modal, recall } from '../views.ts';

const VIEW = 'what_if';
/** Lines shown; the console has them all. */
const LINES_SHOWN = 12;
const LINE_SHOWN = 400;

export function whatIfModal(subscription: SubscriptionView): ModalView {
  const { id, packagePlan, account } = subscription;
  const offers = whatIfOffers(subscription);
  return modal({
    callbackId: VIEW,
    title: 'What if?',
    submit: 'Work it out',
    remembers: { subscription: id },
    blocks: [
      section(`${bold(safe(clip(packagePlan.name, 150)))} of ${safe(clip(account.name, 150))}`),
      context('As if it were entered today. Nothing is written. What is left empty is not asked.'),
      ...lifeInputs(offers),
      ...boltOnInputs(offers),
    ],
  });
}

const day = (id: WhatIfField, label: string, hint?: string): KnownBlock =>
  dateInput({ id, label, isOptional: true, ...(hint === undefined ? {} : { hint }) }, null);
const tick = (id: WhatIfField, label: string, says: string): KnownBlock =>
  tickInput({ id, label }, { value: 'on', label: says });
const choice = (id: WhatIfField, label: string, choices: readonly Offer[]): KnownBlock =>
  selectInput({ id, label, isOptional: true }, choices, choices.length === 1 ? choices[0]?.value : undefined);

const lifeInputs = ({ isCancelled, isMigrating, isSuspended }: WhatIfOffers): KnownBlock[] => [
  day('cancelOn', 'Cancelled from', 'The first day without service.'),
  ...(isCancelled ? [tick('withdrawCancellation', 'Cancellation', 'The cancellation is withdrawn')] : []),
  day('suspendFrom', 'Suspended from', 'The first day without service.'),
  day('suspendUntil', 'Suspended until', 'The first day with service again; empty: until it is resumed.'),
  tick('suspendBilled', 'Suspended days', 'They are charged all the same'),
  ...(isSuspended ? [day('resumeOn', 'Resumed from', 'The first day with service.')] : []),
  textInput(
    {
      id: 'migrateTo' satisfies WhatIfField,
      label: 'Migrated to',
      hint: 'The code of a sell plan that is on sale.',
      isOptional: true,
    },
    { most: 80 },
  ),
  day('migrateOn', 'Migrated from'),
  ...(isMigrating ? [tick('withdrawMigration', 'Migration', 'The migration is withdrawn')] : []),
];

function boltOnInputs({ services, boltOns }: WhatIfOffers): KnownBlock[] {
  if (services.length === 0) return [];
  // A longer code than Slack lets a choice stand for: the console offers it.
  const endable = boltOns.filter(({ value }) => value.length <= limit.OPTION);
  return [
    textInput(
      {
        id: 'boltOn' satisfies WhatIfField,
        label: 'Bolt-on added',
        hint: 'Its code in the catalogue.',
        isOptional: true,
      },
      { most: 80 },
    ),
    choice('service', 'To the service', services),
    day('boltOnFrom', 'Bolt-on from', 'Its first day.'),
    day('boltOnUntil', 'Bolt-on until', 'The first day without it; empty: until it is ended.'),
    tick('boltOnOnce', 'Bolt-on fee', 'It is charged once, on its first day'),
    ...(endable.length === 0
      ? []
      : [
          selectInput(
            { id: 'endBoltOn' satisfies WhatIfField, label: 'Bolt-on ended', isOptional: true },
            endable,
            undefined,
          ),
          day('endBoltOnOn', 'Ended from', 'The first day without it; its first day takes it back whole.'),
        ]),
  ];
}

export function whatIfConversation(conversing: Conversing): void {
  const { services, url } = conversing.parts;

  onSubmit(conversing, VIEW, async ({ actor }, { metadata, answers }) => {
    const id = recall(metadata, readMemory);
    if (id === null) return refuse(outdated().faults);
    const asked = readWhatIf(
      Object.fromEntries(WHAT_IF_FIELDS.map((field) => [field, answers.typed(field)])),
    );
    if (!asked.ok) return refuse(asked.faults);
    const done = await services.subscriptions.simulateSubscription(actor, {
      id,
      events: asked.value.events.map(({ event }) => event),
    });
    return done.ok
      ? show(answerView(done.value, url))
      : refuse(done.faults.map((found) => atField(found, asked.value)));
  });
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
