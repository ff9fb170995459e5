/** What a carrier's answer makes of a request: the same decisions as a person's, with the carrier's leave (WF-1, WF-2). */

import { formatId } from '../ids.ts';
import { type Activation, type ActivationPlan, activateOrder } from '../orders/activate-order.ts';
import { changeOf, toldBy } from '../orders/change-order.ts';
import { haltOrder } from '../orders/halt-order.ts';
import type { By, Order, OrderChange, OrderService } from '../orders/order.ts';
import { STATUS_WORDS } from '../orders/states.ts';
import { conflict, notFound, ok, type Refused, type Result } from '../result.ts';
import { counted } from '../words.ts';
import type { Answer } from './batch-file.ts';
import { advisedText, isUnderWay, stageText } from './stage.ts';

/** A request that an answer may mean. */
export interface Candidate {
  readonly requestId: number;
  readonly orderNumber: string;
  /** The code of the carrier that the service is from. */
  readonly supplier: string;
}

/** Candidates by what an answer may call them: the id of the request, or the number of its order. */
export function byReference(candidates: readonly Candidate[]): ReadonlyMap<string, readonly Candidate[]> {
  const named = new Map<string, Candidate[]>();
  for (const candidate of candidates)
    for (const name of [formatId('request', candidate.requestId), candidate.orderNumber])
      named.set(name, [...(named.get(name) ?? []), candidate]);
  return named;
}

/**
 * The request that an answer is about, of those that it names. An order's number does where one service of the order is with
 * this carrier (`unknown_request`, `of_another_carrier`, `ambiguous_order`).
 */
export function findAnswered(
  answer: Answer,
  named: readonly Candidate[],
  carrier: string,
): Result<Candidate> {
  const own = named.filter(({ supplier }) => supplier === carrier);
  const [first, second] = own;
  if (first === undefined)
    return named.length === 0
      ? notFound('unknown_request', `There is no request or order "${answer.reference}" in this queue.`)
      : conflict(
          'of_another_carrier',
          `${answer.reference} is not with ${carrier}, but with another carrier.`,
        );
  return second === undefined
    ? ok(first)
    : conflict(
        'ambiguous_order',
        `${answer.reference} has ${counted(own.length, 'service')} with ${carrier}: name the request (${own.map(({ requestId }) => formatId('request', requestId)).join(', ')}).`,
      );
}

/** What the decision of an activation needs beside the answer. */
export type ActivationFacts = Pick<Activation, 'seller' | 'wholesaler' | 'today'>;

/** Applies an answer to the service of its request. Every refusal is a line of the file's report (WF-4). */
export async function answerRequest(
  order: Order,
  by: By,
  service: OrderService,
  answer: Answer,
  { sequence, facts }: { readonly sequence: number; readonly facts: () => Promise<Result<ActivationFacts>> },
): Promise<Result<ActivationPlan>> {
  const open = checkOpen(service, by);
  if (!open.ok) return open;
  switch (answer.kind) {
    case 'advice':
      return withoutBilling(adviseRequest(order, by, service, sequence));
    case 'rejection':
      return withoutBilling(
        haltOrder(order, by, {
          services: [service],
          rejectionDetails: answer.reason,
          leave: { kind: 'answer' },
        }),
      );
    case 'activation': {
      const known = await facts();
      if (!known.ok) return known;
      return activateOrder(order, by, {
        ...known.value,
        services: [service],
        on: answer.on,
        firstPeriodEnd: null,
        maySetFirstPeriodEnd: false,
        leave: { kind: 'answer' },
      });
    }
  }
}

const withoutBilling = (change: Result<OrderChange>): Result<ActivationPlan> =>
  change.ok ? ok({ change: change.value, subscriptions: [], joining: [] }) : change;

/** Only what the carrier was told of, and has not settled yet, can be answered. */
function checkOpen({ request, status }: OrderService, by: By): Result<null> {
  if (request === null || isUnderWay(request.workflow)) return ok(null);
  const settled = (code: string): Refused =>
    conflict(code, `It is ${STATUS_WORDS[status]} already: ${toldBy(request.lastChange, by)}.`);
  if (status === 'active') return settled('already_active');
  if (status === 'halted') return settled('already_halted');
  if (status === 'cancelled') return settled('already_cancelled');
  return request.workflow === null
    ? conflict('worked_by_hand', 'It is worked by hand: it was never sent in an activity file.')
    : conflict('not_sent', `It was not sent in an activity file yet: ${stageText(request.workflow)}.`);
}

/** The carrier says yes to it; the service itself is still to come. */
function adviseRequest(order: Order, by: By, service: OrderService, sequence: number): Result<OrderChange> {
  const { request } = service;
  if (request?.workflow?.stage !== 'sent')
    return conflict('already_advised', 'The carrier has said yes to it before.');
  return ok(
    changeOf(order, by, 'advised', {
      services: [
        {
          before: service,
          after: {
            ...service,
            request: {
              ...request,
              workflow: {
                ...request.workflow,
                stage: 'advised',
                since: by.at,
                adviceSequence: sequence,
                isStuck: false,
              },
            },
          },
          text: advisedText(sequence),
          isVerbatim: true,
          visibility: 'shared',
        },
      ],
    }),
  );
}
