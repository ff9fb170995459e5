/** **Assign to me**: a name on a request, not a lock; taking it from somebody else is asked about first, on the button. */
import { ok } from '#core/result.ts';
import { type Conversing, onClick, outdated } from '../conversation.ts';
import { ASSIGN, PUT_BACK } from './request-card.ts';
import { readRequestRef } from './request-ref.ts';
import { refresh, told } from './told.ts';

export function assignConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { orders } = parts.services;

  onClick(conversing, ASSIGN, (turn, click) =>
    told(parts, turn, click, async () => {
      const ref = readRequestRef(click.value);
      if (ref === null) return outdated();
      // The button of a request that somebody has asks before it is pressed; the version says that it is still theirs.
      const done = await orders.claimRequest(turn.actor, {
        requestId: ref.request,
        version: ref.version,
        takeOver: true,
      });
      if (!done.ok) return done;
      await refresh(parts, turn, { request: ref.request, from: click.place });
      return ok(null);
    }),
  );

  onClick(conversing, PUT_BACK, (turn, click) =>
    told(parts, turn, click, async () => {
      const ref = readRequestRef(click.value);
      if (ref === null) return outdated();
      const done = await orders.releaseRequest(turn.actor, { requestId: ref.request, version: ref.version });
      if (!done.ok) return done;
      await refresh(parts, turn, { request: ref.request, from: click.place });
      return ok(null);
    }),
  );
}
