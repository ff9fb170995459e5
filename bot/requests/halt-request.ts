/** **Halt**: Rejection Details, which the downstream customer sees (PROV-3). */
import { ok } from '#core/result.ts';
import { context, section } from '../blocks/blocks.ts';
import { textInput } from '../blocks/inputs.ts';
import { safe } from '../blocks/text.ts';
import { type Conversing, onClick, onSubmit, outdated, refuse, show } from '../conversation.ts';
import { openModal } from '../place.ts';
import { modal, notice } from '../views.ts';
import { HALT } from './request-card.ts';
import { recallRequestModal, remembering } from './request-modal.ts';
import { readRequestRef } from './request-ref.ts';
import { requestTitle } from './request-words.ts';
import { refresh, told } from './told.ts';

const VIEW = 'halt_request';
const REJECTION_DETAILS = 'rejectionDetails';

export function haltConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { orders } = parts.services;

  onClick(conversing, HALT, (turn, click) =>
    told(parts, turn, click, async () => {
      const ref = readRequestRef(click.value);
      if (ref === null) return outdated();
      const request = await orders.openRequest(turn.actor, {
        requestId: ref.request,
        version: ref.version,
        deed: 'halt',
      });
      if (!request.ok) return request;
      const reader = request.value.account === null ? request.value.seller.name : request.value.account.name;
      await openModal(
        turn,
        click,
        modal({
          callbackId: VIEW,
          title: 'Halt provisioning',
          submit: 'Halt',
          remembers: remembering(ref, click.place),
          blocks: [
            section(`*${safe(requestTitle(request.value))}*`),
            textInput(
              {
                id: REJECTION_DETAILS,
                label: 'Rejection Details',
                hint: 'Why it cannot be done, and what would put it right.',
              },
              { isLong: true },
            ),
            context(
              `:eyes: ${safe(reader)} sees “Provisioning Halted” with exactly this text, on order ${safe(request.value.orderNumber)}.`,
            ),
          ],
        }),
      );
      return ok(null);
    }),
  );

  onSubmit(conversing, VIEW, async (turn, sent) => {
    const remembered = recallRequestModal(sent.metadata);
    if (remembered === null) return refuse(outdated().faults);
    const done = await orders.haltRequest(turn.actor, {
      requestId: remembered.request,
      version: remembered.version,
      rejectionDetails: sent.answers.text(REJECTION_DETAILS),
    });
    const after = () => refresh(parts, turn, remembered);
    if (!done.ok) return { ...refuse(done.faults), after };
    const { value: request } = done;
    return {
      ...show(
        notice(
          'Halted',
          `:octagonal_sign: Provisioning of *${safe(requestTitle(request))}* is halted. ${safe(request.account === null ? request.seller.name : request.account.name)} sees the Rejection Details.`,
        ),
      ),
      after,
    };
  });
}
