/** Manage Provisioning: everything that can be done with a request, and its log (PROV-2 to PROV-5). */
import { Hono } from 'hono';
import type { HaltPreview } from '#app/orders/halt-order.ts';
import type { RequestView } from '#app/orders/views.ts';
import { dateIn, type PlainDate, parseDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { all, type Fault, ok } from '#core/result.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { returnPath } from '../guards/return-path.ts';
import { stateBadge } from '../parts/badge.ts';
import { buttonLink, card, facts } from '../parts/blocks.ts';
import { type Field, form } from '../parts/form.ts';
import { day } from '../parts/formats.ts';
import { type Html, html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { logAsked, logOf } from '../parts/log.ts';
import { notice } from '../parts/notice.ts';
import { readDetails } from '../parts/service-details.ts';
import { OVERRIDE_REASON, workflowNotice } from '../parts/workflow.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { answerRefusal } from './refusals.ts';
import {
  ACTIVATION_DATE,
  assignment,
  customerOf,
  deedCards,
  FIRST_PERIOD_END,
  mayWork,
  REJECTION_DETAILS,
  type RequestAttempt,
  requestFacts,
  requestPath,
  VERSION,
} from './request-cards.ts';

const CONFIRMED: Field = { name: 'confirmed', label: 'Confirmed', kind: 'hidden' };
const LIST = { href: '/queue', name: 'Manual Provisioning' };

/** Somebody was first, and the form is gone with the state that it was for. */
const hasFormOf = ({ on }: RequestAttempt, { deeds }: RequestView): boolean =>
  on === 'edit' || on === 'note' || (on !== 'claim' && deeds.includes(on));

/** Why it was refused (PROV-5), and what was typed, which would be lost otherwise. */
const refusedAttempt = ({ faults, values }: RequestAttempt): Html =>
  notice(
    'bad',
    html`<p>${faults.map(({ message }) => message).join(' ')}</p>${
      values.rejectionDetails
        ? html`<p class="keeps-lines">You had written: ${values.rejectionDetails}</p>`
        : ''
    }`,
  );

export function requestPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { orders } = deps.services;

  const show = async (
    c: ConsoleContext,
    id: number,
    attempt?: RequestAttempt,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const [found, log, today] = await Promise.all([
      orders.findRequest(actor, id),
      orders.requestLog(actor, id, logAsked(c)),
      mayWork(actor) ? orders.previewActivation(actor, { requestId: id }) : null,
    ]);
    if (!found.ok) return refusalPage(c, found.faults);
    if (!log.ok) return refusalPage(c, log.faults);
    const request = found.value;
    return showPage(
      c,
      {
        title: `Manage Provisioning: ${request.orderNumber}`,
        mark: stateBadge(request.status),
        section: 'queue',
        crumbs: [LIST],
        lead: `${request.servicePlan.name}, asked for by ${request.account?.name ?? request.seller.name}.`,
        actions: assignment(c, request),
        body: html`${attempt && !hasFormOf(attempt, request) ? refusedAttempt(attempt) : ''}${
          request.rejectionDetails === null
            ? ''
            : notice(
                'bad',
                html`<h2>Provisioning Halted</h2><p class="keeps-lines">${request.rejectionDetails}</p>`,
              )
        }
${workflowNotice(request.workflow, actor)}<div class="columns"><div class="rows">${deedCards(c, request, { preview: today, today: dateIn(actor.timeZone, deps.clock.now()), attempt })}</div>
<div class="rows">${card({ title: 'Request', body: requestFacts(request) })}${card({
          title: 'Provisioning log',
          body:
            log.value.items.length === 0
              ? html`<p class="soft">No entries yet.</p>`
              : logOf(log.value, actor.timeZone, `/queue/${formatId('request', id)}`),
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
          crumbs: [LIST, { href: here, name: found.value.orderNumber }],
          body: card({
            body: html`<div class="stack">${facts([
              ['Service', found.value.servicePlan.name],
              ['Activation date', day(input.value.activationDate)],
              ['First period end date', input.value.firstPeriodEnd ? day(input.value.firstPeriodEnd) : null],
            ])}<p>${preview.value.text}</p>${form({
              id: 'confirm',
              action: `${here}/activate`,
              token: c.get('formToken'),
              fields: hidden(ACTIVATION_DATE, FIRST_PERIOD_END, OVERRIDE_REASON, VERSION, CONFIRMED),
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

  // The customer reads what is written here: first it is shown as it will be seen, then it is done (PROV-3).
  app.post(
    '/:id/halt',
    deed('halt', async (c, requestId, here) => {
      const sent = c.get('form');
      const actor = c.get('actor');
      const input = {
        requestId,
        rejectionDetails: sent.text('rejectionDetails'),
        overrideReason: sent.optional('overrideReason'),
        version: versionOf(sent),
      };
      if (!sent.isTicked('confirmed')) {
        const [preview, found] = await Promise.all([
          orders.previewHalt(actor, input),
          orders.findRequest(actor, requestId),
        ]);
        if (!preview.ok) return preview.faults;
        if (!found.ok) return found.faults;
        return showHalting(c, found.value, preview.value);
      }
      const done = await orders.haltRequest(actor, input);
      if (!done.ok) return done.faults;
      return redirectWithNotice(
        c,
        here,
        `Provisioning of ${done.value.orderNumber} is halted. ${customerOf(done.value)} sees the Rejection Details.`,
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

const hidden = (...fields: readonly Field[]): Field[] =>
  fields.map((field) => ({ ...field, kind: 'hidden' as const }));

const showHalting = (c: ConsoleContext, request: RequestView, preview: HaltPreview) => {
  const here = requestPath(request.id);
  return showPage(c, {
    title: `What ${preview.shownTo} will see`,
    section: 'queue',
    crumbs: [LIST, { href: here, name: request.orderNumber }],
    lead: `With the order ${request.orderNumber}, until it is resubmitted or cancelled.`,
    body: html`${notice(
      'bad',
      html`<h2>${preview.statusText}</h2><p class="keeps-lines">${preview.rejectionDetails}</p>`,
    )}${card({
      body: form({
        id: 'confirm',
        action: `${here}/halt`,
        token: c.get('formToken'),
        fields: hidden(REJECTION_DETAILS, OVERRIDE_REASON, VERSION, CONFIRMED),
        values: { ...c.get('form').values, confirmed: 'on' },
        submit: 'Mark Provisioning as Halted',
        tone: 'danger',
        aside: buttonLink(here, 'Not yet'),
      }),
    })}`,
  });
};

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

/** Only ever back to the list, as it was filtered. */
const backTo = (sent: Form, here: string): string => {
  const back = returnPath(sent.text('back'));
  return back === '/queue' || back.startsWith('/queue?') ? back : here;
};

function requestId(c: ConsoleContext): number | null {
  const id = parseId('request', c.req.param('id') ?? '');
  return id.ok ? id.value : null;
}
