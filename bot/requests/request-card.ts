/**
 * The one message about a request in its company's channel: always what the database says, whoever changed it and wherever
 * (DESIGN 9). It is the same for everybody in the channel; what a click may do is decided when it comes.
 */
import type { Button, KnownBlock } from '@slack/types';
import type { RequestDeed, RequestView } from '#app/orders/views.ts';
import { formatId } from '#core/ids.ts';
import { STATUS_WORDS } from '#core/orders/states.ts';
import {
  actions,
  button,
  confirm,
  context,
  facts,
  header,
  linkButton,
  quotation,
  words,
} from '../blocks/blocks.ts';
import { safe } from '../blocks/text.ts';
import { orderValue, RESUBMIT } from '../orders/order-ref.ts';
import { requestValue } from './request-ref.ts';
import { detailLines, requestFacts, requestTitle, stateWords } from './request-words.ts';

export const ACTIVATE = 'request.activate';
export const HALT = 'request.halt';
export const DETAILS = 'request.details';
export const EDIT = 'request.edit';
export const ASSIGN = 'request.assign';
export const PUT_BACK = 'request.put_back';

/** Of a card, what is not details and buttons is short; the details take what is left of a message that people still read. */
const DETAILS_SHOWN = 1500;
const REJECTION_SHOWN = 1500;

export interface Message {
  /** For notifications and screen readers. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export function requestCard(request: RequestView, url: string): Message {
  const lines = detailLines(request);
  return {
    text: `${STATUS_WORDS[request.status]}: ${safe(requestTitle(request))} for ${safe(request.account?.name ?? request.seller.name)}`,
    blocks: [
      header(`${stateWords(request.status)} · ${requestTitle(request)}`),
      ...facts(requestFacts(request)),
      ...(request.rejectionDetails === null
        ? []
        : [
            context(
              `*Rejection Details* · ${safe(request.account === null ? request.seller.name : 'the customer')} sees them`,
            ),
            quotation(request.rejectionDetails, REJECTION_SHOWN),
          ]),
      ...(lines.length === 0 ? [] : [words(lines, DETAILS_SHOWN)]),
      ...stageOf(request),
      actions('deeds', [
        ...deedButtons(request),
        linkButton('Open in Cardline', `${url}/queue/${formatId('request', request.id)}`),
      ]),
    ],
  };
}

/** WF-2: while a carrier is at it, the card says so instead of offering what would interfere. */
export const stageOf = ({ workflow }: RequestView): KnownBlock[] =>
  workflow === null
    ? []
    : [
        context(
          `:arrows_counterclockwise: ${safe(workflow.stageText)}${workflow.isStuck ? ' · ⏰ stuck' : ''}`,
        ),
      ];

/** A button for each deed that the state allows, the same on the card, in the list and on App Home. */
export function deedButtons(request: RequestView): Button[] {
  const value = requestValue(request);
  const about = requestTitle(request);
  const all: readonly (Button | null)[] = [
    may(request, 'activate') ? button(ACTIVATE, 'Activate', { value, about, style: 'primary' }) : null,
    may(request, 'halt') ? button(HALT, 'Halt', { value, about, style: 'danger' }) : null,
    request.status === 'halted' && request.account !== null
      ? button(RESUBMIT, 'Resubmit', {
          value: orderValue({ number: request.orderNumber, version: request.orderVersion }),
          about,
          style: 'primary',
        })
      : null,
    detailsButton(request),
    may(request, 'edit') ? button(EDIT, 'Edit', { value, about }) : null,
    assignButton(request, value, about),
  ];
  return all.filter((one) => one !== null);
}

export const detailsButton = (request: RequestView): Button =>
  button(DETAILS, 'Details', { value: requestValue(request), about: requestTitle(request) });

const may = ({ deeds }: RequestView, deed: RequestDeed): boolean => deeds.includes(deed);

function assignButton(request: RequestView, value: string, about: string): Button | null {
  if (!may(request, 'claim')) return null;
  return button(ASSIGN, 'Assign to me', {
    value,
    about,
    ...(request.assignee === null
      ? {}
      : {
          confirm: confirm(
            'Take it over?',
            `${request.assignee.name} works on it already. Agree with them first.`,
            'Assign to me',
          ),
        }),
  });
}
