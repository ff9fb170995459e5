/** **Cleanse**: what waits in quarantine is rated again, after a look at what comes of it (USE-2, USE-3). */
import type { CleanseOutcome } from '#app/usage/cleanse-quarantine.ts';
import { ok } from '#core/result.ts';
import { chargeSum } from '#core/usage/amount-words.ts';
import { counted } from '#core/words.ts';
import { context, facts, section } from '../blocks/blocks.ts';
import { bold } from '../blocks/text.ts';
import { type Conversing, onClick, onSubmit, outdated, refuse, show } from '../conversation.ts';
import { openModal } from '../place.ts';
import { modal, notice } from '../views.ts';
import { CLEANSE, type CleanseRef, filterOf, readCleanseRef } from './cleanse-ref.ts';

const VIEW = 'cleanse';

export function cleanseConversation(conversing: Conversing): void {
  const { usage } = conversing.parts.services;

  onClick(conversing, CLEANSE, async (turn, click) => {
    const ref = readCleanseRef(click.value);
    if (ref === null) return outdated();
    const preview = await usage.cleanseQuarantine(turn.actor, { filter: filterOf(ref), mode: 'preview' });
    if (!preview.ok) return preview;
    await openModal(turn, click, previewView(ref, preview.value));
    return ok(null);
  });

  onSubmit(conversing, VIEW, async (turn, { metadata }) => {
    const ref = readCleanseRef(metadata);
    if (ref === null) return refuse(outdated().faults);
    const done = await usage.cleanseQuarantine(turn.actor, {
      filter: filterOf(ref),
      mode: 'commit',
      hash: ref.hash ?? '',
    });
    if (!done.ok) return refuse(done.faults);
    const { rated, records, charge } = done.value;
    return show(
      notice(
        'Cleansed',
        `:white_check_mark: ${counted(rated, 'record')} rated for ${chargeSum(charge)}; ${counted(records - rated, 'record')} still in quarantine.`,
      ),
    );
  });
}

function previewView(ref: CleanseRef, { rated, records, charge, waiting, late, hash }: CleanseOutcome) {
  const said = section(
    rated === 0
      ? `${bold('Nothing can be rated yet.')} The prices that are missing have to be set and published first.`
      : `${bold(`${counted(rated, 'record')} of ${records} can be rated now.`)}`,
  );
  const blocks = [
    said,
    ...facts([
      ['Customers are charged', chargeSum(charge)],
      ...waiting.map(({ reason, records: count }): [string, string] => [
        `Stay: ${reason}`,
        counted(count, 'record'),
      ]),
    ]),
    ...(late.records === 0
      ? []
      : [
          context(
            `:warning: ${counted(late.records, 'record')} (${chargeSum(late.charge)}) fall into a later period than their own, since that is closed. This may use up what is included there.`,
          ),
        ]),
  ];
  return modal({
    callbackId: VIEW,
    title: 'Cleanse',
    blocks,
    ...(rated === 0 ? {} : { submit: 'Cleanse' }),
    remembers: { ...ref, hash } satisfies CleanseRef,
  });
}
