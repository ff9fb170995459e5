/** Activating the ticked requests of the queue: one page that says what billing starts, then one result for each (PROV-2). */
import { Hono } from 'hono';
import {
  type ActivateRequests,
  MOST_AT_ONCE,
  type RequestOutcome,
  type RequestPreview,
} from '#app/orders/activate-requests.ts';
import type { RequestView } from '#app/orders/views.ts';
import type { Clock } from '#app/ports/platform.ts';
import { dateIn, type PlainDate, parseDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { badge } from '../parts/badge.ts';
import { buttonLink, card, link } from '../parts/blocks.ts';
import { form, tokenField } from '../parts/form.ts';
import { day } from '../parts/formats.ts';
import { type Html, html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { refusalPage } from './problem-pages.ts';
import { requestPath } from './request-cards.ts';

const HERE = '/queue/activate';
const FORM = 'bulk';
const CRUMBS = [{ href: '/queue', name: 'Manual Provisioning' }];

/** The box beside a request that can be activated; it belongs to the form below the table, wherever it stands. */
export function tickOf(request: RequestView): Html | '' {
  if (!request.deeds.includes('activate')) return '';
  const id = `tick-${formatId('request', request.id)}`;
  return html`<label class="tick-alone" for="${id}"><input type="checkbox" id="${id}" name="request" value="${tickValue(request.id, request.version)}" form="${FORM}"><span class="out-of-sight">Tick ${request.orderNumber}, ${request.servicePlan.name}</span></label>`;
}

const tickValue = (id: number, version: number): string => `${formatId('request', id)}:${version}`;

/** Below the table of requests. */
export const bulkForm = (c: ConsoleContext, clock: Clock): Html => html`
<form class="filters bulk" id="${FORM}" method="post" action="${HERE}">${tokenField(c.get('formToken'))}
<div class="field"><label for="${FORM}-date">Activation date of all ticked</label><input type="date" class="short" id="${FORM}-date" name="activationDate" value="${dateIn(c.get('actor').timeZone, clock.now())}"></div>
<button class="button" type="submit">Activate ticked requests</button></form>`;

export function activateSeveralPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { orders } = deps.services;

  app.post('/', async (c) => {
    const actor = c.get('actor');
    const sent = c.get('form');
    const read = readTicked(sent);
    if (!read.ok) return refusalPage(c, read.faults);
    if (!sent.isTicked('confirmed')) {
      const previews = await orders.previewActivations(actor, read.value);
      return previews.ok ? showConfirmation(c, read.value, previews.value) : refusalPage(c, previews.faults);
    }
    const outcomes = await orders.activateRequests(actor, read.value);
    if (!outcomes.ok) return refusalPage(c, outcomes.faults);
    c.set('isDone', true);
    return showResults(c, outcomes.value);
  });

  return app;
}

/** Billing starts: first what would begin is said for all of them. */
function showConfirmation(
  c: ConsoleContext,
  { activationDate }: ActivateRequests,
  previews: readonly RequestPreview[],
) {
  const ready = previews.flatMap((one) => (one.outcome === 'ready' ? [one.request] : []));
  const refused = previews.length - ready.length;
  return showPage(c, {
    title: ready.length > 0 ? 'Activate and start billing?' : 'None of these can be activated',
    section: 'queue',
    crumbs: CRUMBS,
    lead: html`${counted(ready.length, 'request')}, active from ${day(activationDate)}.${
      refused === 0
        ? ''
        : ` ${counted(refused, 'request')} cannot be activated, and will be left as they are.`
    }`,
    body: html`${card({
      flush: resultTable(previews, { ready: ['good', 'Ready'], refused: ['bad', 'Refused'] }),
    })}${
      ready.length === 0
        ? html`<p class="actions">${buttonLink('/queue', 'Back to the queue')}</p>`
        : form({
            id: 'confirm',
            action: HERE,
            token: c.get('formToken'),
            fields: [],
            before: html`${ready.map(
              ({ id, version }) =>
                html`<input type="hidden" name="request" value="${tickValue(id, version)}">`,
            )}<input type="hidden" name="activationDate" value="${activationDate}"><input type="hidden" name="confirmed" value="on">`,
            submit: `Activate ${counted(ready.length, 'request')}`,
            aside: buttonLink('/queue', 'Not yet'),
          })
    }`,
  });
}

function showResults(c: ConsoleContext, outcomes: readonly RequestOutcome[]) {
  const done = outcomes.filter(({ outcome }) => outcome === 'activated').length;
  const refused = outcomes.length - done;
  return showPage(c, {
    title: 'What became of each',
    section: 'queue',
    crumbs: CRUMBS,
    actions: buttonLink('/queue', 'Back to the queue', 'first'),
    body: html`${done === 0 ? '' : notice('good', `${counted(done, 'request')} ${done === 1 ? 'is' : 'are'} active.`)}${
      refused === 0
        ? ''
        : notice(
            'bad',
            `${counted(refused, 'request')} ${refused === 1 ? 'was' : 'were'} refused and left alone.`,
          )
    }${card({
      flush: resultTable(outcomes, { activated: ['good', 'Activated'], refused: ['bad', 'Refused'] }),
    })}`,
  });
}

const resultTable = (
  results: readonly (RequestPreview | RequestOutcome)[],
  words: Readonly<Record<string, readonly ['good' | 'bad', string]>>,
): Html =>
  table({
    label: 'Requests',
    rows: results,
    isFaulty: ({ outcome }) => outcome === 'refused',
    columns: [
      {
        head: 'Order',
        kind: 'key',
        cell: ({ requestId, request }) =>
          request === null
            ? formatId('request', requestId)
            : link(requestPath(requestId), request.orderNumber),
      },
      {
        head: 'Service',
        cell: ({ request }) =>
          request === null
            ? ''
            : html`${request.servicePlan.name}<span class="sub">for ${request.account?.name ?? request.seller.name}</span>`,
      },
      {
        head: 'Result',
        cell: ({ outcome }) => {
          const [tone, word] = words[outcome] ?? ['bad', outcome];
          return badge(tone, word);
        },
      },
      {
        head: 'What it says',
        cell: (one) =>
          one.outcome === 'refused' ? one.faults.map(({ message }) => message).join(' ') : one.text,
      },
    ],
  });

function readTicked(sent: Form): Result<ActivateRequests> {
  const date = parseDate(sent.text('activationDate'), 'activationDate');
  if (!date.ok) return date;
  const requests = sent.all('request').map((value) => {
    const [id = '', version = ''] = value.split(':');
    const requestId = parseId('request', id);
    return requestId.ok && /^\d{1,9}$/.test(version)
      ? { requestId: requestId.value, version: Number(version) }
      : null;
  });
  const known = requests.filter((one) => one !== null);
  if (known.length === 0)
    return no(
      fault(
        'requests_missing',
        `No request was ticked: go back and tick up to ${MOST_AT_ONCE} of them.`,
        'requests',
      ),
    );
  return ok({ requests: known, activationDate: date.value satisfies PlainDate });
}
