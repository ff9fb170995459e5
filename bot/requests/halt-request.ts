/** **Halt**: Rejection Details, which the downstream customer sees (PROV-3). */
import type { RequestView } from '#app/orders/views.ts';
import { ok } from '#core/result.ts';
import { context, section } from '../blocks/blocks.ts';
import { textInput } from '../blocks/inputs.ts';
import { bold, safe } from '../blocks/text.ts';
import { type Conversing, onSubmit, outdated, refuse, show } from '../conversation.ts';
import { modal, notice } from '../views.ts';
import { onRequestButton } from './open-form.ts';
import { HALT } from './request-card.ts';
import { recallRequestModal } from './request-modal.ts';
import { requestTitle } from './request-words.ts';
import { refresh } from './told.ts';

const VIEW = 'halt_request';
const REJECTION_DETAILS = 'rejectionDetails';

export function haltConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { orders } = parts.services;

  onRequestButton(conversing, HALT, 'halt', (_, request, remembers) =>
    ok(
      modal({
        callbackId: VIEW,
        title: 'Halt provisioning',
        submit: 'Halt',
        remembers,
        blocks: [
          section(bold(safe(requestTitle(request)))),
          textInput(
            {
              id: REJECTION_DETAILS,
              label: 'Rejection Details',
              hint: 'Why it cannot be done, and what would put it right.',
            },
            { isLong: true },
          ),
          context(
            `:eyes: ${safe(readerOf(request))} sees “Provisioning Halted” with exactly this text, on order ${safe(request.orderNumber)}.`,
          ),
        ],
      }),
    ),
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
          `:octagonal_sign: Provisioning of ${bold(safe(requestTitle(request)))} is halted. ${safe(readerOf(request))} sees the Rejection Details.`,
        ),
      ),
      after,
    };
  });
}

/** The downstream customer: the retailer, or one's own. */
const readerOf = ({ account, seller }: RequestView): string => (account ?? seller).name;
