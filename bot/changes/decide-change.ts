/** **Approve** and **Reject** of a change set: by the rules that console and API go by (M5), bound to what the person saw. */
import type { KnownBlock } from '@slack/types';
import type { ChangeSet } from '#app/ports/catalogue.ts';
import type { Actor } from '#app/ports/platform.ts';
import { spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { ok, type Refused, type Result } from '#core/result.ts';
import { context, section } from '../blocks/blocks.ts';
import { dateInput, textInput, tickInput } from '../blocks/inputs.ts';
import { bold, safe } from '../blocks/text.ts';
import type { BotParts } from '../bot-parts.ts';
import { type Conversing, onClick, onSubmit, outdated, refuse, show } from '../conversation.ts';
import { showChangeCard } from '../notices/change-message.ts';
import { openModal } from '../place.ts';
import type { Turn } from '../turn.ts';
import { modal, notice } from '../views.ts';
import { APPROVE, REJECT } from './change-card.ts';
import { type ChangeRef, readChangeRef } from './change-ref.ts';
import { changeCounts, needsBlocks } from './change-words.ts';

const APPROVE_VIEW = 'approve_change';
const REJECT_VIEW = 'reject_change';
const PUBLISH_ON = 'publishOn';
const CONFIRM_REMOVALS = 'confirmRemovals';
const CONFIRMED = 'confirmed';
const REASON = 'reason';

export function decideConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { catalogue } = parts.services;

  onFormButton(conversing, APPROVE, {
    open: (actor, { change, contentHash }) => catalogue.openApproval(actor, change, { contentHash }),
    view: APPROVE_VIEW,
    title: 'Approve',
    blocks: (change) => [
      context('Approving publishes exactly what was shown, as a new version.'),
      ...needsBlocks(change),
      ...(change.needs.some(({ asks }) => asks === 'confirmation')
        ? [
            tickInput(
              { id: CONFIRM_REMOVALS, label: 'Removals' },
              { value: CONFIRMED, label: 'The removals are meant' },
            ),
          ]
        : []),
      dateInput(
        {
          id: PUBLISH_ON,
          label: 'Publish on',
          hint: 'As that day begins. Left empty: at once.',
          isOptional: true,
        },
        null,
      ),
    ],
  });

  onFormButton(conversing, REJECT, {
    open: (actor, { change }) => catalogue.openRejection(actor, change),
    view: REJECT_VIEW,
    title: 'Reject',
    blocks: (change) => [
      textInput(
        { id: REASON, label: 'Reason', hint: `What should be put right, for ${change.submittedBy}.` },
        { isLong: true, most: 1000 },
      ),
    ],
  });

  onSubmit(conversing, APPROVE_VIEW, async (turn, { answers, metadata }) => {
    const ref = readChangeRef(metadata);
    const publishOn = answers.date(PUBLISH_ON);
    if (ref === null) return refuse(outdated().faults);
    if (!publishOn.ok) return refuse(publishOn.faults);
    const done = await catalogue.approveChanges(turn.actor, ref.change, {
      contentHash: ref.contentHash,
      confirmRemovals: answers.choices(CONFIRM_REMOVALS).includes(CONFIRMED),
      ...(publishOn.value === null ? {} : { publishOn: publishOn.value }),
    });
    return said(parts, turn, ref, done, (change) => ['Approved', approvedText(change)]);
  });

  onSubmit(conversing, REJECT_VIEW, async (turn, { answers, metadata }) => {
    const ref = readChangeRef(metadata);
    if (ref === null) return refuse(outdated().faults);
    const done = await catalogue.rejectChanges(turn.actor, ref.change, answers.text(REASON));
    return said(parts, turn, ref, done, ({ id, submittedBy }) => [
      'Rejected',
      `:octagonal_sign: ${formatId('change', id)} is rejected. ${safe(submittedBy)} is told why.`,
    ]);
  });
}

interface Form {
  readonly open: (actor: Actor, ref: ChangeRef) => Promise<Result<ChangeSet>>;
  readonly view: string;
  /** Also the label of what sends it. */
  readonly title: string;
  readonly blocks: (change: ChangeSet) => readonly KnownBlock[];
}

/** A button that opens a form; whoever could not send it, or came too late, is told at once, and sees how it stands. */
function onFormButton(conversing: Conversing, actionId: string, { open, view, title, blocks }: Form): void {
  const { parts } = conversing;
  onClick(conversing, actionId, async (turn, click) => {
    const ref = readChangeRef(click.value);
    if (ref === null) return outdated();
    const opened = await open(turn.actor, ref);
    if (!opened.ok) {
      if (isLate(opened)) await drawAgain(parts, turn, ref);
      return opened;
    }
    const change = opened.value;
    await openModal(
      turn,
      click,
      modal({
        callbackId: view,
        title,
        submit: title,
        remembers: ref,
        blocks: [
          section(
            `${bold(formatId('change', change.id))} · ${changeCounts(change)} · ${safe(change.submittedBy)}`,
          ),
          ...blocks(change),
        ],
      }),
    );
    return ok(null);
  });
}

const isLate = ({ faults }: Refused): boolean => faults.some(({ kind }) => kind === 'conflict');

/** What the person sees next; the card is drawn anew behind the answer, whoever was first. */
function said(
  parts: BotParts,
  turn: Turn,
  ref: ChangeRef,
  done: Result<ChangeSet>,
  tell: (change: ChangeSet) => readonly [title: string, text: string],
) {
  const after = () => drawAgain(parts, turn, ref);
  return { ...(done.ok ? show(notice(...tell(done.value))) : refuse(done.faults)), after };
}

/** The card follows by itself, through the outbox; here it need not wait. What fails is the log's: the deed is done. */
async function drawAgain(parts: BotParts, turn: Turn, { change }: ChangeRef): Promise<void> {
  try {
    await showChangeCard(parts, turn.client, turn.installation, change);
  } catch (error) {
    parts.log.error({ err: error, change }, 'the card of a change set could not be shown anew');
  }
}

function approvedText({ id, status, publishOn, publishedVersion }: ChangeSet): string {
  const name = formatId('change', id);
  if (status === 'scheduled' && publishOn !== null)
    return `:date: ${name} is approved, and published on ${spokenDate(publishOn)}.`;
  return publishedVersion === null
    ? `:white_check_mark: ${name} is taken over.`
    : `:white_check_mark: ${name} is published as version ${publishedVersion}, in force from now on.`;
}
