import type { ModalView } from '@slack/types';
import type { RequestDeed, RequestView } from '#app/orders/views.ts';
import { ok, type Result } from '#core/result.ts';
import { type Conversing, onClick, outdated } from '../conversation.ts';
import { openModal } from '../place.ts';
import type { Turn } from '../turn.ts';
import { type RequestModal, remembering } from './request-modal.ts';
import { readRequestRef } from './request-ref.ts';
import { told } from './told.ts';

/**
 * A button that opens the form of a deed. Whoever saw an older version of the request is told who did what, before they fill in a form
 * for nothing (PROV-5).
 */
export function onRequestButton(
  conversing: Conversing,
  actionId: string,
  deed: RequestDeed,
  formOf: (
    turn: Turn,
    request: RequestView,
    remembered: RequestModal,
  ) => Promise<Result<ModalView>> | Result<ModalView>,
): void {
  const { parts } = conversing;
  onClick(conversing, actionId, (turn, click) =>
    told(parts, turn, click, async () => {
      const ref = readRequestRef(click.value);
      if (ref === null) return outdated();
      const request = await parts.services.orders.openRequest(turn.actor, {
        requestId: ref.request,
        version: ref.version,
        deed,
      });
      if (!request.ok) return request;
      const form = await formOf(turn, request.value, remembering(ref, click.place));
      if (!form.ok) return form;
      await openModal(turn, click, form.value);
      return ok(null);
    }),
  );
}
