/** `/cardline periods`: what waits for approval and what holds each period up; approve some, or all (BILL-5). For one person alone. */
import type { KnownBlock } from '@slack/types';
import type { ListedPeriod } from '#app/billing/hold-ups.ts';
import { formatPeriodId, periodOfKeyNumber } from '#app/billing/period-id.ts';
import type { Actor, Page } from '#app/ports/platform.ts';
import { dateIn, spokenDate } from '#core/calendar.ts';
import { parseId } from '#core/ids.ts';
import { conflict, fault, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { answerUrl } from '../answer.ts';
import { actions, button, confirm, context, header, linkButton, section } from '../blocks/blocks.ts';
import { multiSelectInput } from '../blocks/inputs.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import type { SlackParts } from '../bot-parts.ts';
import { type Conversing, onClick, onSubmit, outdated, refuse, show } from '../conversation.ts';
import { asPlace, openModal, type Place } from '../place.ts';
import { modal, notice, recall } from '../views.ts';

const APPROVE = 'periods.approve';
const APPROVE_ALL = 'periods.approve_all';
const NEXT = 'periods.next';
const VIEW = 'approve_periods';
const PERIODS = 'periods';

const SHOWN = 10;
/** A menu holds a hundred choices. */
const CHOICES = 100;

type Parts = Pick<SlackParts, 'services' | 'url' | 'clock'>;

export function periodsConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { billing } = parts.services;

  onClick(conversing, NEXT, (turn, { place, value }) => showAgain(parts, turn.actor, place, value));

  onClick(conversing, APPROVE, async (turn, click) => {
    const waiting = await awaiting(parts, turn.actor, CHOICES, null);
    if (!waiting.ok) return waiting;
    const { items } = waiting.value;
    if (items.length === 0) return conflict('nothing_to_approve', 'No period waits for approval any more.');
    await openModal(
      turn,
      click,
      modal({
        callbackId: VIEW,
        title: 'Approve periods',
        submit: 'Approve',
        remembers: { from: click.place },
        blocks: [
          multiSelectInput(
            {
              id: PERIODS,
              label: 'Periods',
              hint: 'Those that wait for approval. What is billed for them in arrears is billed by the next run.',
            },
            items.map((period) => ({ value: formatPeriodId(period), label: periodName(period) })),
          ),
        ],
      }),
    );
    return ok(null);
  });

  onSubmit(conversing, VIEW, async (turn, { answers, metadata }) => {
    const from = recall(metadata, (value) => asPlace((value as { from?: unknown }).from));
    if (from === null) return refuse(outdated().faults);
    const periods = answers.choices(PERIODS).flatMap((text) => {
      const id = parseId('period', text);
      return id.ok ? [periodOfKeyNumber(id.value)] : [];
    });
    if (periods.length === 0)
      return refuse([fault('periods_required', 'Choose the periods to approve.', PERIODS)]);
    const done = await billing.approvePeriods(turn.actor, { periods });
    if (!done.ok) return refuse(done.faults);
    return {
      ...show(notice('Approved', approvedText(done.value.approved))),
      after: () => showAgain(parts, turn.actor, from, null),
    };
  });

  onClick(conversing, APPROVE_ALL, async (turn, { place }) => {
    const upTo = dateIn(turn.actor.timeZone, parts.clock.now());
    const done = await billing.approvePeriods(turn.actor, { upTo });
    return done.ok ? showAgain(parts, turn.actor, place, null, approvedText(done.value.approved)) : done;
  });
}

const approvedText = (approved: number): string =>
  `:white_check_mark: ${counted(approved, 'period')} approved. The next run bills ${approved === 1 ? 'it' : 'them'}.`;

const awaiting = (
  { services }: Pick<Parts, 'services'>,
  actor: Actor,
  limit: number,
  cursor: string | null,
): Promise<Result<Page<ListedPeriod>>> =>
  services.billing.listPeriods(actor, { status: 'awaiting_approval' }, { limit, cursor });

async function showAgain(
  parts: Parts,
  actor: Actor,
  place: Place,
  cursor: string | null,
  said: string | null = null,
): Promise<Result<null>> {
  if (place.kind !== 'list') return ok(null);
  const message = await periodsMessage(parts, actor, cursor, said);
  if (!message.ok) return message;
  await answerUrl(place.responseUrl, { ...message.value, replaces: true });
  return ok(null);
}

/** What `/cardline periods` answers. */
export async function periodsMessage(
  parts: Parts,
  actor: Actor,
  cursor: string | null = null,
  said: string | null = null,
): Promise<Result<{ readonly text: string; readonly blocks: readonly KnownBlock[] }>> {
  const page = await awaiting(parts, actor, SHOWN, cursor);
  if (!page.ok) return page;
  const { items, nextCursor } = page.value;
  return ok({
    text: `Periods of ${safe(actor.providerName)} that wait for approval`,
    blocks: [
      header('Periods'),
      ...(said === null ? [] : [section(said)]),
      ...(items.length === 0
        ? [section('No period waits for approval.')]
        : [
            section(items.map(periodLine).join('\n')),
            context('Approved, they are billed by the next run. More filters are in Cardline.'),
          ]),
      actions('periods', [
        ...(items.length === 0
          ? []
          : [
              button(APPROVE, 'Approve', { style: 'primary', about: 'periods that you choose' }),
              button(APPROVE_ALL, 'Approve all', {
                confirm: confirm(
                  'Approve all periods?',
                  `Every period that has ended by ${spokenDate(dateIn(actor.timeZone, parts.clock.now()))} and waits for approval, also those that are not on this page.`,
                  'Approve all',
                ),
              }),
            ]),
        ...(nextCursor === null ? [] : [button(NEXT, 'Next', { value: nextCursor })]),
        linkButton('Open in Cardline', `${parts.url}/periods`),
      ]),
    ],
  });
}

const periodName = ({ account, packagePlan, from, to, side }: ListedPeriod): string =>
  `${clip(account, 20)} ${clip(packagePlan, 20)} ${from} – ${to}${side === 'buy' ? ' (cost)' : ''}`;

/** "It waits for approval" goes without saying here. */
function periodLine({ account, packagePlan, from, to, side, heldUpBy }: ListedPeriod): string {
  const others = heldUpBy.filter(({ code }) => code !== 'awaits_approval');
  return [
    `• ${bold(safe(clip(account, 50)))} · ${safe(clip(packagePlan, 50))} · ${spokenDate(from)} – ${spokenDate(to)}${side === 'buy' ? ' · own cost' : ''}`,
    ...others.map(({ text }) => `   :warning: ${safe(clip(text, 150))}`),
  ].join('\n');
}
