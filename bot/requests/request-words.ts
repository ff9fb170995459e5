/** How a request reads wherever it is shown: its state in a word and a sign, what it is about, how long it has waited. */
import type { RequestView } from '#app/orders/views.ts';
import { spokenDate } from '#core/calendar.ts';
import { serviceFieldsOf } from '#core/orders/service-details.ts';
import { STATUS_WORDS, type Status } from '#core/orders/states.ts';
import type { Fact } from '../blocks/blocks.ts';

/** A sign beside the word, never instead of it: not everybody sees colours. */
const SIGNS: Readonly<Record<Status, string>> = {
  pending: '🟡',
  halted: '🛑',
  active: '✅',
  cancelled: '⚪',
};

export const stateWords = (status: Status): string => `${SIGNS[status]} ${STATUS_WORDS[status]}`;

/** "BG-O-1042 · NBN 50/20" */
export const requestTitle = ({ orderNumber, servicePlan }: RequestView): string =>
  `${orderNumber} · ${servicePlan.name}`;

export const assigneeWords = ({ assignee }: RequestView): string => assignee?.name ?? 'Nobody';

export const wantedWords = ({ requestedOn }: Pick<RequestView, 'requestedOn'>): string =>
  requestedOn === null ? 'As soon as possible' : spokenDate(requestedOn);

/** "3 days old, due on 9 Mar 2026, in 3 working days"; a late one says so first. */
export function waitingWords({ ageDays, ageText, sla }: RequestView): string {
  const age = ageDays === 0 ? 'new today' : `${ageText} old`;
  if (sla === null) return age;
  return sla.state === 'late' ? `⏰ ${sla.text}, ${age}` : `${age}, ${sla.text}`;
}

export const requestFacts = (request: RequestView): Fact[] => [
  request.account === null
    ? ['Retailer', request.seller.name]
    : ['Customer', `${request.account.name} (${request.account.reference})`],
  ['Service type', request.serviceType],
  ['Supplier', request.supplier],
  ['Wanted on', wantedWords(request)],
  ...(request.status === 'active' && request.activatedOn !== null
    ? ([['Active from', spokenDate(request.activatedOn)]] as const)
    : request.status === 'cancelled'
      ? []
      : ([['Age', waitingWords(request)]] as const)),
  ['Assigned to', assigneeWords(request)],
];

/** What was entered for the service, under its labels, in the order of the form. */
export const detailLines = ({ serviceType, details }: Pick<RequestView, 'serviceType' | 'details'>) =>
  serviceFieldsOf(serviceType).flatMap(({ key, label }) => {
    const text = details[key];
    return text === undefined ? [] : [{ label, text }];
  });
