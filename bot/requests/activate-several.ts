/** **Activate several**: chosen requests, one date, one confirmation that says what begins, one result for each. */

import type { KnownBlock, ModalView } from '@slack/types';
import { MOST_AT_ONCE, type RequestOutcome, type RequestPreview } from '#app/orders/activate-requests.ts';
import type { RequestView } from '#app/orders/views.ts';
import { dateIn, type PlainDate, parseDate, spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { conflict, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { context, section } from '../blocks/blocks.ts';
import { dateInput, multiSelectInput } from '../blocks/inputs.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import type { BotParts } from '../bot-parts.ts';
import { type Conversing, onClick, onSubmit, outdated, refuse, show } from '../conversation.ts';
import { faultText } from '../fault-text.ts';
import { asPlace, openModal, type Place } from '../place.ts';
import { ACTIVATE_SEVERAL } from '../queue/queue-list.ts';
import { queryOf } from '../queue/queue-state.ts';
import { stateOf } from '../queue/show-queue.ts';
import type { Turn } from '../turn.ts';
import { modal, recall, working } from '../views.ts';
import { asRequestRef, type RequestRef, readRequestRef, requestValue } from './request-ref.ts';
import { requestTitle, wantedWords } from './request-words.ts';
import { refresh } from './told.ts';

const CHOOSE = 'activate_several';
const CONFIRM = 'activate_several_confirm';
const REQUESTS = 'requests';
const DATE = 'activationDate';

interface Chosen {
  readonly requests: readonly RequestRef[];
  readonly on: PlainDate;
  readonly from: Place;
}

export function activateSeveralConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const { orders } = parts.services;

  onClick(conversing, ACTIVATE_SEVERAL, async (turn, click) => {
    const page = await orders.listQueue(
      turn.actor,
      { ...queryOf(stateOf(click.place)), status: 'pending' },
      { limit: MOST_AT_ONCE, cursor: null },
    );
    if (!page.ok) return page;
    const open = page.value.items.filter(({ deeds }) => deeds.includes('activate'));
    if (open.length === 0)
      return conflict('nothing_to_activate', 'None of these requests can be activated now.');
    const today = dateIn(turn.actor.timeZone, parts.clock.now());
    await openModal(turn, click, chooseView(open, today, click.place));
    return ok(null);
  });

  onSubmit(conversing, CHOOSE, async (turn, sent) => {
    const from = recall(sent.metadata, (value) => asPlace((value as { from?: unknown }).from));
    if (from === null) return refuse(outdated().faults);
    const on = sent.answers.requiredDate(DATE, 'Activation date');
    if (!on.ok) return refuse(on.faults);
    const requests = sent.answers.choices(REQUESTS).flatMap((value) => readRequestRef(value) ?? []);
    const view = await confirmView(parts, turn, { requests, on: on.value, from });
    return view.ok ? show(view.value) : refuse(view.faults);
  });

  onSubmit(conversing, CONFIRM, async (turn, sent) => {
    const chosen = recall(sent.metadata, asChosen);
    if (chosen === null) return refuse(outdated().faults);
    // Each is a change of its own: together they may take longer than Slack waits.
    return {
      ...show(working('Activating', `Being activated: ${counted(chosen.requests.length, 'request')} …`)),
      after: async () => {
        const say = (view: ModalView) => turn.client.views.update({ view_id: sent.viewId, view });
        const activations = {
          requests: chosen.requests.map(({ request, version }) => ({ requestId: request, version })),
          activationDate: chosen.on,
        };
        const done = await orders.activateRequests(turn.actor, activations).catch(async (error: unknown) => {
          await say(refusedView(BROKEN_OFF));
          throw error;
        });
        await say(done.ok ? resultView(done.value, chosen) : refusedView(faultText(done.faults)));
        await refresh(parts, turn, { request: chosen.requests[0]?.request ?? 0, from: chosen.from });
      },
    };
  });
}

const BROKEN_OFF =
  'Something went wrong on our side. Some of these requests may be active already: look at the queue before you try again. If it stays so, tell whoever runs Cardline.';

function chooseView(open: readonly RequestView[], today: PlainDate, from: Place): ModalView {
  return modal({
    callbackId: CHOOSE,
    title: 'Activate several',
    submit: 'Preview',
    remembers: { from },
    blocks: [
      multiSelectInput(
        {
          id: REQUESTS,
          label: 'Requests',
          hint: `Those of your list that are pending, the longest waiting first, at most ${MOST_AT_ONCE}.`,
        },
        open.map((request) => ({
          value: requestValue(request),
          label: `${clip(requestTitle(request), 50)} · ${wantedWords(request)}`,
        })),
      ),
      dateInput(
        {
          id: DATE,
          label: 'Activation date',
          hint: 'The first day with service, for all of them. Billing starts with it.',
        },
        today,
      ),
    ],
  });
}

async function confirmView(
  { services }: Pick<BotParts, 'services'>,
  { actor }: Pick<Turn, 'actor'>,
  chosen: Chosen,
): Promise<Result<ModalView>> {
  const preview = await services.orders.previewActivations(actor, {
    requests: chosen.requests.map(({ request, version }) => ({ requestId: request, version })),
    activationDate: chosen.on,
  });
  if (!preview.ok) return preview;
  const possible = preview.value.filter(({ outcome }) => outcome === 'ready').length;
  return ok(
    modal({
      callbackId: CONFIRM,
      title: 'Activate several',
      ...(possible > 0 ? { submit: `Activate ${possible}` } : {}),
      remembers: chosen,
      blocks: [
        section(`From ${spokenDate(chosen.on)} *${possible}* of ${chosen.requests.length} will be active:`),
        ...preview.value.map(resultLine),
      ],
    }),
  );
}

type Outcome = RequestOutcome | RequestPreview;

const SIGN: Readonly<Record<Outcome['outcome'], string>> = {
  ready: ':moneybag:',
  activated: ':white_check_mark:',
  refused: ':no_entry:',
};

const resultLine = (one: Outcome): KnownBlock => {
  const title = one.request === null ? formatId('request', one.requestId) : requestTitle(one.request);
  const text = one.outcome === 'refused' ? faultText(one.faults) : safe(one.text);
  return context(`${SIGN[one.outcome]} ${bold(safe(clip(title, 120)))}\n${text}`);
};

function resultView(results: readonly Outcome[], { on }: Chosen): ModalView {
  const active = results.filter(({ outcome }) => outcome === 'activated').length;
  return modal({
    callbackId: 'notice',
    title: 'Activate several',
    blocks: [
      section(`*${active}* of ${results.length} are active from ${spokenDate(on)}.`),
      ...results.map(resultLine),
    ],
  });
}

const refusedView = (text: string): ModalView =>
  modal({ callbackId: 'notice', title: 'Not possible', blocks: [section(text)] });

function asChosen(value: unknown): Chosen | null {
  const { requests, on, from } = value as { requests?: unknown; on?: unknown; from?: unknown };
  const date = parseDate(on);
  const place = asPlace(from);
  if (!Array.isArray(requests) || !date.ok || place === null) return null;
  const refs = requests.flatMap((ref) => asRequestRef(ref) ?? []);
  return refs.length === requests.length ? { requests: refs, on: date.value, from: place } : null;
}
