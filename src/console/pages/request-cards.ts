/** What the page of a request is made of: its facts, and a form for each deed that is open to whoever looks. */
import type { ActivationPreview } from '#app/orders/activate-order.ts';
import type { RequestView } from '#app/orders/views.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { PlainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import type { Fault, Result } from '#core/result.ts';
import type { ConsoleContext } from '../console-env.ts';
import { card, facts, link, type Piece } from '../parts/blocks.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { day, orNothing } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { detailFacts, detailFields, detailValues } from '../parts/service-details.ts';
import { ageAgainstSla } from '../parts/sla.ts';
import { overrideFields } from '../parts/workflow.ts';

/** A form of the request's page that was refused. */
export interface RequestAttempt {
  readonly on: 'activate' | 'halt' | 'edit' | 'note' | 'claim';
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

export const ACTIVATION_DATE: Field = {
  name: 'activationDate',
  label: 'Activation date',
  kind: 'date',
  help: 'The first day with service. Billing starts with it.',
};
export const FIRST_PERIOD_END: Field = {
  name: 'firstPeriodEnd',
  label: 'First period end date',
  kind: 'date',
  isOptional: true,
  help: 'The last day of the first period.',
};
export const REJECTION_DETAILS: Field = {
  name: 'rejectionDetails',
  label: 'Rejection Details',
  kind: 'long',
  help: 'Why it cannot be done, and what would put it right.',
};
export const VERSION: Field = { name: 'version', label: 'Version', kind: 'hidden' };
const NOTE: readonly Field[] = [
  { name: 'text', label: 'Note', kind: 'long' },
  {
    name: 'visibility',
    label: 'Who reads it',
    kind: 'choice',
    choices: [
      { value: 'internal', label: 'Our company alone' },
      { value: 'shared', label: 'The retailer too' },
    ],
  },
];

export const requestPath = (id: number): string => path('queue', formatId('request', id));

export const mayWork = (actor: Actor): boolean => actor.powers.has('provision');
const mayHalt = (actor: Actor): boolean => actor.powers.has('provision.halt');

/** Who reads the Rejection Details: the retailer, or the end customer where the order is our own. */
export const customerOf = (request: RequestView): string => request.account?.name ?? request.seller.name;

export function claimButton(
  c: ConsoleContext,
  request: RequestView,
  { isSmall = false, back = '' }: { readonly isSmall?: boolean; readonly back?: string },
): Html {
  const isTaken = request.assignee !== null;
  return buttonForm({
    action: `${requestPath(request.id)}/claim`,
    token: c.get('formToken'),
    submit: isTaken ? 'Take over' : 'Assign to me',
    values: { version: String(request.version), back, takeOver: isTaken ? 'on' : '' },
    isSmall,
    ...(isSmall ? { about: request.orderNumber } : {}),
  });
}

export function assignment(c: ConsoleContext, request: RequestView): Piece {
  if (!mayWork(c.get('actor'))) return '';
  if (request.isMine && request.deeds.includes('release'))
    return buttonForm({
      action: `${requestPath(request.id)}/release`,
      token: c.get('formToken'),
      submit: 'Put back',
      values: { version: String(request.version) },
    });
  return request.deeds.includes('claim') ? claimButton(c, request, {}) : '';
}

export const requestFacts = (request: RequestView): Html =>
  facts([
    [
      'Order',
      request.account ? link(path('orders', request.orderNumber), request.orderNumber) : request.orderNumber,
    ],
    ['Retailer', request.account ? null : request.seller.name],
    [
      'Account',
      request.account ? link(path('accounts', request.account.reference), request.account.name) : null,
    ],
    ['Service plan', html`${request.servicePlan.name}<span class="sub">${request.servicePlan.code}</span>`],
    ['Service type', request.serviceType],
    ['Supplier', request.supplier],
    ['Wanted on', request.requestedOn ? day(request.requestedOn) : 'As soon as possible'],
    ['Age', ageAgainstSla(request)],
    ['Assigned to', request.isMine ? 'Me' : orNothing(request.assignee?.name)],
    ['Active since', request.activatedOn ? day(request.activatedOn) : null],
  ]);

interface DeedCards {
  /** What an activation today would begin; null for those who may not activate. */
  readonly preview: Result<ActivationPreview> | null;
  readonly today: PlainDate;
  readonly attempt: RequestAttempt | undefined;
}

export function deedCards(
  c: ConsoleContext,
  request: RequestView,
  { preview, today, attempt }: DeedCards,
): Html {
  const here = requestPath(request.id);
  const token = c.get('formToken');
  const version = String(request.version);
  const override = overrideFields(request.workflow, c.get('actor'));
  const may = (deed: 'activate' | 'halt') => request.deeds.includes(deed) || override.length > 0;
  const tried = (on: RequestAttempt['on'], values: Readonly<Record<string, string>>) =>
    attempt?.on === on
      ? { values: { ...attempt.values, version }, faults: attempt.faults }
      : { values: { ...values, version } };
  const details = card({
    title: 'Service details',
    body: detailFacts(request.serviceType, request.details),
    ...(mayWork(c.get('actor')) && request.deeds.includes('edit')
      ? {
          foot: html`<details${attempt?.on === 'edit' ? ' open' : ''}><summary>Edit</summary>${form({
            id: 'edit',
            action: `${here}/edit`,
            token,
            fields: [...detailFields(request.serviceType, 'details'), ...override, VERSION],
            submit: 'Save',
            isColumns: true,
            ...tried('edit', detailValues(request.details, 'details')),
          })}</details>`,
        }
      : {}),
  });
  const halt =
    may('halt') && mayHalt(c.get('actor'))
      ? card({
          title: 'Mark Provisioning as Halted',
          body: form({
            id: 'halt',
            action: `${here}/halt`,
            token,
            fields: [
              {
                ...REJECTION_DETAILS,
                help: `${REJECTION_DETAILS.help} ${customerOf(request)} sees this with the order; how it will look is shown first.`,
              },
              ...override,
              VERSION,
            ],
            submit: 'Halt',
            tone: 'danger',
            ...tried('halt', {}),
          }),
        })
      : '';
  if (!mayWork(c.get('actor')))
    return html`${details}${halt}${card({ body: html`<p class="soft">Working on requests takes the power “provision”.</p>` })}`;
  return html`${details}${
    may('activate') && preview !== null
      ? card({
          title: 'Activate',
          body: html`<div class="stack"><p>${todayText(preview)}</p>${form({
            id: 'activate',
            action: `${here}/activate`,
            token,
            fields: [
              ACTIVATION_DATE,
              ...(preview.ok && preview.value.takesFirstPeriodEnd ? [FIRST_PERIOD_END] : []),
              ...override,
              VERSION,
            ],
            submit: 'Activate',
            ...tried('activate', { activationDate: today }),
          })}</div>`,
        })
      : ''
  }${halt}${card({
    title: 'Add a note',
    body: form({
      id: 'note',
      action: `${here}/note`,
      token,
      fields: NOTE,
      submit: 'Add',
      tone: '',
      ...tried('note', {}),
    }),
  })}`;
}

const todayText = (preview: Result<ActivationPreview>): string =>
  preview.ok
    ? `Activated today: ${preview.value.text}`
    : `It cannot be activated today: ${preview.faults.map(({ message }) => message).join(' ')}`;
