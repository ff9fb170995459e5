/** A provisioning request: everything that can be done with it, and its log (PROV-2 to PROV-5). */
import { Hono } from 'hono';
import type { RequestView } from '#app/orders/views.ts';
import type { Actor } from '#app/ports/platform.ts';
import { dateIn, type PlainDate, parseDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { all, type Fault, ok } from '#core/result.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { stateBadge } from '../parts/badge.ts';
import { buttonLink, card, facts, link, type Piece } from '../parts/blocks.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { day, orNothing } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { logOf } from '../parts/log.ts';
import { notice } from '../parts/notice.ts';
import { detailFacts, detailFields, detailValues, readDetails } from '../parts/service-details.ts';
import { OVERRIDE_REASON, overrideFields, workflowNotice } from '../parts/workflow.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { answerRefusal } from './refusals.ts';

/** A form of the request's page that was refused. */
interface RequestAttempt {
  readonly on: 'activate' | 'halt' | 'edit' | 'note' | 'claim';
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

const LOG_ROWS = 200;

const ACTIVATION_DATE: Field = {
  name: 'activationDate',
  label: 'Activation date',
  kind: 'date',
  help: 'The first day with service. Billing starts with it.',
};
const FIRST_PERIOD_END: Field = {
  name: 'firstPeriodEnd',
  label: 'First period end date',
  kind: 'date',
  isOptional: true,
  help: 'The last day of the first period, where the plan honours it (PER-2).',
};
const REJECTION_DETAILS: Field = {
  name: 'rejectionDetails',
  label: 'Rejection Details',
  kind: 'long',
  help: 'Why it cannot be done, and what would put it right. The customer sees this with the order.',
};
const VERSION: Field = { name: 'version', label: 'Version', kind: 'hidden' };
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

export function requestPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { orders, people } = deps.services;

  const show = async (
    c: ConsoleContext,
    id: number,
    attempt?: RequestAttempt,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const [found, log, profile] = await Promise.all([
      orders.findRequest(actor, id),
      orders.requestLog(actor, id, { limit: LOG_ROWS, cursor: null }),
      people.readProfile(actor),
    ]);
    if (!found.ok) return refusalPage(c, found.faults);
    if (!log.ok) return refusalPage(c, log.faults);
    const request = found.value;
    const maySetEnd =
      actor.powers.has('provision.first_period_end') &&
      profile.ok &&
      profile.value.features.includes('set_first_period_end');
    return showPage(
      c,
      {
        title: `${request.orderNumber}: ${request.servicePlan.name}`,
        mark: stateBadge(request.status),
        section: 'queue',
        crumbs: [{ href: '/queue', name: 'Queue' }],
        lead: `Asked for by ${request.account?.name ?? request.seller.name}.`,
        actions: assignment(c, request),
        body: html`${attempt?.on === 'claim' ? notice('bad', attempt.faults.map(({ message }) => message).join(' ')) : ''}${
          request.rejectionDetails === null
            ? ''
            : notice(
                'bad',
                html`<h2>Provisioning Halted</h2><p class="keeps-lines">${request.rejectionDetails}</p>`,
              )
        }
${workflowNotice(request.workflow, actor)}<div class="columns"><div class="rows">${deedCards(c, request, { maySetEnd, today: dateIn(actor.timeZone, deps.clock.now()), attempt })}</div>
<div class="rows">${card({ title: 'Request', body: requestFacts(request) })}${card({
          title: 'Provisioning log',
          body:
            log.value.items.length === 0
              ? html`<p class="soft">No entries yet.</p>`
              : logOf(log.value.items, actor.timeZone),
        })}</div></div>`,
      },
      status,
    );
  };

  /** Does something to the request of the address, or shows its page again with what was wrong. */
  const deed =
    (
      on: RequestAttempt['on'],
      work: (c: ConsoleContext, id: number, here: string) => Promise<Response | readonly Fault[]>,
    ) =>
    async (c: ConsoleContext): Promise<Response> => {
      const id = requestId(c);
      if (id === null) return notFoundPage(c);
      const done = await work(c, id, requestPath(id));
      return done instanceof Response
        ? done
        : answerRefusal(c, done, (attempt, status) => show(c, id, { on, ...attempt }, status));
    };

  app.get('/:id', (c) => {
    const id = requestId(c);
    return id === null ? notFoundPage(c) : show(c, id);
  });

  app.post(
    '/:id/claim',
    deed('claim', async (c, requestId, here) => {
      const sent = c.get('form');
      const done = await orders.claimRequest(c.get('actor'), {
        requestId,
        version: versionOf(sent),
        takeOver: sent.isTicked('takeOver'),
      });
      if (!done.ok) return done.faults;
      return redirectWithNotice(c, backTo(sent, here), `${done.value.orderNumber} is yours now.`);
    }),
  );

  app.post(
    '/:id/release',
    deed('claim', async (c, requestId, here) => {
      const done = await orders.releaseRequest(c.get('actor'), {
        requestId,
        version: versionOf(c.get('form')),
      });
      if (!done.ok) return done.faults;
      return redirectWithNotice(c, here, `${done.value.orderNumber} is anybody’s to take.`);
    }),
  );

  // Billing starts with an activation: first what would begin is shown, then it is done.
  app.post(
    '/:id/activate',
    deed('activate', async (c, id, here) => {
      const sent = c.get('form');
      const actor = c.get('actor');
      const input = readActivation(sent, id);
      if (!input.ok) return input.faults;
      if (!sent.isTicked('confirmed')) {
        const [preview, found] = await Promise.all([
          orders.previewActivation(actor, input.value),
          orders.findRequest(actor, id),
        ]);
        if (!preview.ok) return preview.faults;
        if (!found.ok) return found.faults;
        return showPage(c, {
          title: 'Activate and start billing?',
          section: 'queue',
          crumbs: [
            { href: '/queue', name: 'Queue' },
            { href: here, name: `${found.value.orderNumber}: ${found.value.servicePlan.name}` },
          ],
          body: card({
            body: html`<div class="stack">${facts([
              ['Service', found.value.servicePlan.name],
              ['Activation date', day(input.value.activationDate)],
              ['First period end date', input.value.firstPeriodEnd ? day(input.value.firstPeriodEnd) : null],
            ])}<p>${
              preview.value.billing?.text ??
              (preview.value.billedSince
                ? html`The package has been billed since ${day(preview.value.billedSince)}; nothing new begins.`
                : 'Nothing begins to be billed in our books.')
            }</p>${form({
              id: 'confirm',
              action: `${here}/activate`,
              token: c.get('formToken'),
              fields: [
                ACTIVATION_DATE,
                FIRST_PERIOD_END,
                OVERRIDE_REASON,
                VERSION,
                { name: 'confirmed', label: '', kind: 'hidden' },
              ].map((field) => ({ ...field, kind: 'hidden' as const })),
              values: { ...sent.values, confirmed: 'on' },
              submit: 'Activate',
              aside: buttonLink(here, 'Not yet'),
            })}</div>`,
          }),
        });
      }
      const done = await orders.activateRequest(actor, input.value);
      if (!done.ok) return done.faults;
      return redirectWithNotice(
        c,
        here,
        `${done.value.request.orderNumber} is active. ${done.value.billing?.text ?? ''}`.trim(),
      );
    }),
  );

  app.post(
    '/:id/halt',
    deed('halt', async (c, requestId, here) => {
      const sent = c.get('form');
      const done = await orders.haltRequest(c.get('actor'), {
        requestId,
        rejectionDetails: sent.text('rejectionDetails'),
        overrideReason: sent.optional('overrideReason'),
        version: versionOf(sent),
      });
      if (!done.ok) return done.faults;
      return redirectWithNotice(
        c,
        here,
        `Provisioning of ${done.value.orderNumber} is halted. ${done.value.seller.name} sees the Rejection Details.`,
      );
    }),
  );

  app.post(
    '/:id/edit',
    deed('edit', async (c, requestId, here) => {
      const actor = c.get('actor');
      const found = await orders.findRequest(actor, requestId);
      if (!found.ok) return found.faults;
      const sent = c.get('form');
      const done = await orders.editRequest(actor, {
        requestId,
        version: versionOf(sent),
        overrideReason: sent.optional('overrideReason'),
        details: readDetails(sent, found.value.serviceType, 'details'),
      });
      if (!done.ok) return done.faults;
      return redirectWithNotice(c, here, 'The details were saved.');
    }),
  );

  app.post(
    '/:id/note',
    deed('note', async (c, requestId, here) => {
      const sent = c.get('form');
      const done = await orders.addNote(c.get('actor'), {
        requestId,
        text: sent.text('text'),
        visibility: sent.text('visibility') === 'shared' ? 'shared' : 'internal',
      });
      if (!done.ok) return done.faults;
      return redirectWithNotice(c, here, 'The note is in the log.');
    }),
  );

  return app;
}

export const mayWork = (actor: Actor): boolean => actor.powers.has('provision');

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

function assignment(c: ConsoleContext, request: RequestView): Piece {
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

const requestFacts = (request: RequestView): Html =>
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
    [
      'Came in',
      request.ageDays === 0 ? 'Today' : `${request.ageDays} ${request.ageDays === 1 ? 'day' : 'days'} ago`,
    ],
    ['Assigned to', request.isMine ? 'Me' : orNothing(request.assignee?.name)],
    ['Active since', request.activatedOn ? day(request.activatedOn) : null],
  ]);

interface DeedCards {
  readonly maySetEnd: boolean;
  readonly today: PlainDate;
  readonly attempt: RequestAttempt | undefined;
}

function deedCards(c: ConsoleContext, request: RequestView, { maySetEnd, today, attempt }: DeedCards): Html {
  const here = requestPath(request.id);
  const token = c.get('formToken');
  const version = String(request.version);
  const override = overrideFields(request.workflow, c.get('actor'));
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
  if (!mayWork(c.get('actor')))
    return html`${details}${card({ body: html`<p class="soft">Working on requests takes the power “provision”.</p>` })}`;
  const may = (deed: 'activate' | 'halt') => request.deeds.includes(deed) || override.length > 0;
  return html`${details}${
    may('activate')
      ? card({
          title: 'Activate',
          body: form({
            id: 'activate',
            action: `${here}/activate`,
            token,
            fields: [ACTIVATION_DATE, ...(maySetEnd ? [FIRST_PERIOD_END] : []), ...override, VERSION],
            submit: 'Activate',
            ...tried('activate', { activationDate: today }),
          }),
        })
      : ''
  }${
    may('halt')
      ? card({
          title: 'Halt',
          body: form({
            id: 'halt',
            action: `${here}/halt`,
            token,
            fields: [REJECTION_DETAILS, ...override, VERSION],
            submit: 'Halt',
            tone: 'danger',
            ...tried('halt', {}),
          }),
        })
      : ''
  }${card({
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

function readActivation(sent: Form, requestId: number) {
  const firstPeriodEnd = sent.text('firstPeriodEnd');
  const dates = all<PlainDate | null, Fault>([
    parseDate(sent.text('activationDate'), 'activationDate'),
    firstPeriodEnd === '' ? ok(null) : parseDate(firstPeriodEnd, 'firstPeriodEnd'),
  ]);
  if (!dates.ok) return dates;
  const [activationDate, end = null] = dates.value;
  return ok({
    requestId,
    activationDate: activationDate as PlainDate,
    firstPeriodEnd: end,
    overrideReason: sent.optional('overrideReason'),
    version: versionOf(sent),
  });
}

const versionOf = (sent: Form): number | undefined =>
  /^\d{1,9}$/.test(sent.text('version')) ? Number(sent.text('version')) : undefined;

/** Only ever back to the list. */
const backTo = (sent: Form, here: string): string => (sent.text('back') === '/queue' ? '/queue' : here);

function requestId(c: ConsoleContext): number | null {
  const id = parseId('request', c.req.param('id') ?? '');
  return id.ok ? id.value : null;
}
