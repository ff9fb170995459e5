/** **Details**: all that is known about a request, with its log, and what can be done from there. */

import type { KnownBlock, ModalView } from '@slack/types';
import type { RequestView } from '#app/orders/views.ts';
import type { LogRow } from '#app/ports/orders.ts';
import type { Page } from '#app/ports/platform.ts';
import { formatId } from '#core/ids.ts';
import { ok } from '#core/result.ts';
import {
  actions,
  button,
  context,
  divider,
  facts,
  header,
  linkButton,
  quotation,
  words,
} from '../blocks/blocks.ts';
import { logBlocks } from '../blocks/log.ts';
import { type Conversing, onClick, outdated } from '../conversation.ts';
import { openModal } from '../place.ts';
import { modal } from '../views.ts';
import { DETAILS, deedButtons, PUT_BACK, stageOf } from './request-card.ts';
import { type RequestModal, remembering } from './request-modal.ts';
import { readRequestRef, requestValue } from './request-ref.ts';
import { detailLines, requestFacts, requestTitle, stateWords } from './request-words.ts';

/** Entries shown; the console shows all. Two blocks each, within the hundred of a modal. */
export const ENTRIES = 35;

export function detailsConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { orders } = parts.services;

  onClick(conversing, DETAILS, async (turn, click) => {
    const ref = readRequestRef(click.value);
    if (ref === null) return outdated();
    const [request, log] = await Promise.all([
      orders.findRequest(turn.actor, ref.request),
      orders.requestLog(turn.actor, ref.request, { limit: ENTRIES, cursor: null, latest: true }),
    ]);
    if (!request.ok) return request;
    if (!log.ok) return log;
    await openModal(
      turn,
      click,
      detailsView({
        request: request.value,
        log: log.value,
        timeZone: turn.actor.timeZone,
        url: parts.url,
        remembers: remembering({ request: request.value.id, version: request.value.version }, click.place),
      }),
    );
    return ok(null);
  });
}

interface Shown {
  readonly request: RequestView;
  readonly log: Page<LogRow>;
  readonly timeZone: string;
  readonly url: string;
  readonly remembers: RequestModal;
}

export function detailsView({ request, log, timeZone, url, remembers }: Shown): ModalView {
  const lines = detailLines(request);
  const page = `${url}/queue/${formatId('request', request.id)}`;
  const blocks: KnownBlock[] = [
    header(`${stateWords(request.status)} · ${requestTitle(request)}`),
    ...facts([
      ...requestFacts(request),
      ['Service plan', `${request.servicePlan.name} (${request.servicePlan.code})`],
      ['Request', `${formatId('request', request.id)}, version ${request.version}`],
    ]),
    ...(request.rejectionDetails === null
      ? []
      : [context('*Rejection Details*'), quotation(request.rejectionDetails)]),
    lines.length === 0 ? context('No service details have been entered yet.') : words(lines),
    ...stageOf(request),
    actions('deeds', [
      ...deedButtons(request).filter(({ action_id }) => action_id !== DETAILS),
      ...(request.isMine && request.deeds.includes('release')
        ? [button(PUT_BACK, 'Put back', { value: requestValue(request) })]
        : []),
      linkButton('Open in Cardline', page),
    ]),
    divider,
    header('Provisioning log'),
    ...logBlocks(log, timeZone),
  ];
  return modal({ callbackId: 'request_details', title: 'Provisioning request', blocks, remembers });
}
