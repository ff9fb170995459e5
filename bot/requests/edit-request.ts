/** **Edit**: puts the details of a service right, by the fields that its type has (PROV-2). */
import { ok } from '#core/result.ts';
import { keysUnder, serviceInputs } from '../blocks/service-inputs.ts';
import { type Conversing, close, onSubmit, outdated, refuse } from '../conversation.ts';
import { modal } from '../views.ts';
import { onRequestButton } from './open-form.ts';
import { EDIT } from './request-card.ts';
import { recallRequestModal } from './request-modal.ts';
import { requestTitle } from './request-words.ts';
import { refresh } from './told.ts';

const VIEW = 'edit_request';
const DETAILS = 'details';

export function editConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { orders } = parts.services;

  onRequestButton(conversing, EDIT, 'edit', (_, request, remembers) => {
    const { serviceType, details } = request;
    const title = requestTitle(request);
    return ok(
      modal({
        callbackId: VIEW,
        title: 'Service details',
        submit: 'Save',
        remembers,
        blocks: serviceInputs([{ path: DETAILS, title, serviceType, details }]),
      }),
    );
  });

  onSubmit(conversing, VIEW, async (turn, sent) => {
    const remembered = recallRequestModal(sent.metadata);
    if (remembered === null) return refuse(outdated().faults);
    const done = await orders.editRequest(turn.actor, {
      requestId: remembered.request,
      version: remembered.version,
      details: sent.answers.details(DETAILS, keysUnder(sent.fields, DETAILS)),
    });
    return { ...(done.ok ? close : refuse(done.faults)), after: () => refresh(parts, turn, remembered) };
  });
}
