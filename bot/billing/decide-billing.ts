/** **Approve**, **Hold** and **Exclude accounts…** of a day of billing: bound to the figures that the person saw (BILL-11). */
import type { BillingDayView } from '#app/billing/decide-day.ts';
import { spokenDate } from '#core/calendar.ts';
import { ok, type Refused, type Result } from '#core/result.ts';
import { context, section } from '../blocks/blocks.ts';
import { textInput } from '../blocks/inputs.ts';
import { safe } from '../blocks/text.ts';
import type { BotParts } from '../bot-parts.ts';
import { type Conversing, onClick, onSubmit, outdated, refuse, show } from '../conversation.ts';
import { faultText } from '../fault-text.ts';
import { showBillingCard } from '../notices/billing-message.ts';
import { openModal } from '../place.ts';
import type { Turn } from '../turn.ts';
import { modal, notice, working } from '../views.ts';
import { APPROVE, EXCLUDE, HOLD } from './billing-card.ts';
import { type BillingRef, readBillingRef } from './billing-ref.ts';
import { sumsOf } from './billing-words.ts';

const HOLD_VIEW = 'hold_billing';
const EXCLUDE_VIEW = 'exclude_accounts';
const REASON = 'reason';
const ACCOUNTS = 'accounts';

export function decideBillingConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { billing } = parts.services;

  onClick(conversing, APPROVE, async (turn, click) => {
    const ref = readBillingRef(click.value);
    if (ref === null) return outdated();
    const done = await billing.approveBilling(turn.actor, ref.run, { hash: ref.hash });
    // Whoever comes too late sees how it stands; whoever was first, too.
    if (done.ok || isLate(done)) await drawAgain(parts, turn, ref);
    return done;
  });

  onForm(conversing, HOLD, 'Hold billing', HOLD_VIEW, 'Hold', [
    textInput(
      { id: REASON, label: 'Reason', hint: 'What has to happen before it is billed.' },
      { isLong: true, most: 500 },
    ),
    context('Nothing of this day is billed until somebody approves it.'),
  ]);
  onForm(conversing, EXCLUDE, 'Exclude accounts', EXCLUDE_VIEW, 'Exclude', [
    textInput(
      {
        id: ACCOUNTS,
        label: 'Accounts',
        hint: 'References as they stand in Cardline, such as BG-10001: one a line, or with commas between.',
      },
      { isLong: true },
    ),
    textInput({ id: REASON, label: 'Reason' }, { isLong: true, most: 500 }),
    context(
      'They are held back from this and every later run until somebody releases them. A new preview is made, which has to be approved.',
    ),
  ]);

  onSubmit(conversing, HOLD_VIEW, async (turn, { answers, metadata }) => {
    const ref = readBillingRef(metadata);
    if (ref === null) return refuse(outdated().faults);
    const done = await billing.holdBilling(turn.actor, ref.run, answers.text(REASON));
    const after = () => drawAgain(parts, turn, ref);
    if (!done.ok) return { ...refuse(done.faults), after };
    return {
      ...show(
        notice(
          'Held',
          `:octagonal_sign: Billing of ${spokenDate(done.value.day.asOf)} is held until somebody approves it.`,
        ),
      ),
      after,
    };
  });

  onSubmit(conversing, EXCLUDE_VIEW, async (turn, { answers, metadata, viewId }) => {
    const ref = readBillingRef(metadata);
    if (ref === null) return refuse(outdated().faults);
    // The new preview may take longer than Slack waits.
    return {
      ...show(working('Exclude accounts', 'A new preview is made without them …')),
      after: async () => {
        const done = await billing.excludeAccounts(turn.actor, ref.run, {
          accounts: answers.text(ACCOUNTS).split(/[\s,;]+/),
          reason: answers.text(REASON),
        });
        await turn.client.views.update({ view_id: viewId, view: excludedView(done) });
        await drawAgain(parts, turn, ref);
      },
    };
  });
}

const excludedView = (done: Result<BillingDayView>) =>
  done.ok
    ? notice(
        'Excluded',
        `:white_check_mark: Billing of ${spokenDate(done.value.day.asOf)} without them: ${sumsOf(done.value.run)}.`,
      )
    : notice('Not possible', faultText(done.faults));

/** A button that opens a form, for whoever may send it. */
function onForm(
  conversing: Conversing,
  actionId: string,
  title: string,
  callbackId: string,
  submit: string,
  blocks: Parameters<typeof modal>[0]['blocks'],
): void {
  const { parts } = conversing;
  onClick(conversing, actionId, async (turn, click) => {
    const ref = readBillingRef(click.value);
    if (ref === null) return outdated();
    const open = await parts.services.billing.openBillingDay(turn.actor, ref.run);
    if (!open.ok) {
      if (isLate(open)) await drawAgain(parts, turn, ref);
      return open;
    }
    const { day, run } = open.value;
    await openModal(
      turn,
      click,
      modal({
        callbackId,
        title,
        submit,
        remembers: ref,
        blocks: [section(`Billing of ${spokenDate(day.asOf)}: ${safe(sumsOf(run))}`), ...blocks],
      }),
    );
    return ok(null);
  });
}

const isLate = ({ faults }: Refused): boolean => faults.some(({ kind }) => kind === 'conflict');

/** The card follows by itself, through the outbox; here it need not wait. What fails is the log's: the deed is done. */
async function drawAgain(parts: BotParts, turn: Turn, { run }: BillingRef): Promise<void> {
  try {
    const found = await parts.services.billing.readBillingDay(turn.actor, run);
    if (found.ok && found.value !== null)
      await showBillingCard(parts, turn.client, turn.installation, found.value.day.asOf);
  } catch (error) {
    parts.log.error({ err: error, run }, 'the card of a day of billing could not be shown anew');
  }
}
