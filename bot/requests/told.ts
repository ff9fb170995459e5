/**
 * PROV-5 in Slack: whoever clicked on what is no longer so is told who did what, and sees the new state: the list they clicked
 * in, or the card, is shown anew from the database.
 */
import { ok, type Refused, type Result } from '#core/result.ts';
import type { BotParts } from '../bot-parts.ts';
import { showRequestCard } from '../notices/request-message.ts';
import type { Click, Place } from '../place.ts';
import { showAgain } from '../queue/show-queue.ts';
import type { Turn } from '../turn.ts';
import { recallRequestModal } from './request-modal.ts';
import { readRequestRef } from './request-ref.ts';

/** Does something for a click; if the state had moved on, what was clicked on is shown anew. */
export async function told<T>(
  parts: BotParts,
  turn: Turn,
  click: Click,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const done = await work();
  if (!done.ok && isStale(done)) {
    const ref = readRequestRef(click.value);
    if (ref) await refresh(parts, turn, { request: ref.request, from: click.place });
  }
  return done;
}

const isStale = ({ faults }: Refused): boolean => faults.some(({ kind }) => kind === 'conflict');

/**
 * Shows anew what somebody acted from, after their deed is done: what fails here is the log's, for they must not be told that
 * nothing was changed. The card in the channel follows by itself, through the outbox; here it need not wait.
 */
export async function refresh(parts: BotParts, turn: Turn, acted: Acted): Promise<void> {
  try {
    await show(parts, turn, acted);
  } catch (error) {
    parts.log.error({ err: error, request: acted.request }, 'what was acted from could not be shown anew');
  }
}

interface Acted {
  readonly request: number;
  readonly from: Place;
}

async function show(parts: BotParts, turn: Turn, { request, from }: Acted): Promise<Result<null>> {
  if (from.kind === 'card') {
    await showRequestCard(parts, turn.client, turn.installation, request);
    return ok(null);
  }
  if (from.kind !== 'modal') return showAgain(parts, turn, from);
  // From a modal on top of another: what lies under that one is where it began.
  const below = recallRequestModal(from.metadata);
  return below && below.from.kind !== 'modal' ? show(parts, turn, { request, from: below.from }) : ok(null);
}
