/** **Edit**: puts the details of a service right, by the fields that its type has (PROV-2). */
import { ok } from '#core/result.ts';
import { keysUnder, serviceInputs } from '../blocks/service-inputs.ts';
import { type Conversing, close, onClick, onSubmit, outdated, refuse } from '../conversation.ts';
import { openModal } from '../place.ts';
import { modal } from '../views.ts';
import { EDIT } from './request-card.ts';
import { recallRequestModal, remembering } from './request-modal.ts';
import { readRequestRef } from './request-ref.ts';
import { requestTitle } from './request-words.ts';
import { refresh, told } from './told.ts';

const VIEW = 'edit_request';
const DETAILS = 'details';

export function editConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { orders } = parts.services;

  onClick(conversing, EDIT, (turn, click) =>
    told(parts, turn, click, async () => {
      const ref = readRequestRef(click.value);
      if (ref === null) return outdated();
      const request = await orders.openRequest(turn.actor, {
        requestId: ref.request,
        version: ref.version,
        deed: 'edit',
      });
      if (!request.ok) return request;
      const { serviceType, details } = request.value;
      await openModal(
        turn,
        click,
        modal({
          callbackId: VIEW,
          title: 'Service details',
          submit: 'Save',
          remembers: remembering(ref, click.place),
          blocks: serviceInputs([
            { path: DETAILS, title: requestTitle(request.value), serviceType, details },
          ]),
        }),
      );
      return ok(null);
    }),
  );

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
