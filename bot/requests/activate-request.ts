/** **Activate**: a date, in words what billing it starts, then it is done (PROV-2, PROV-6). */
import type { KnownBlock, ModalView } from '@slack/types';
import type { RequestView } from '#app/orders/views.ts';
import { dateIn, type PlainDate, spokenDate } from '#core/calendar.ts';
import { all, type Fault, ok, type Result } from '#core/result.ts';
import { context, facts, section } from '../blocks/blocks.ts';
import { dateInput } from '../blocks/inputs.ts';
import { bold, safe } from '../blocks/text.ts';
import type { BotParts } from '../bot-parts.ts';
import { type Conversing, onClick, onSubmit, outdated, refuse, show } from '../conversation.ts';
import { faultText } from '../fault-text.ts';
import { platformError } from '../notices/slack-errors.ts';
import type { Turn } from '../turn.ts';
import { type Answers, answersOf, modal, notice } from '../views.ts';
import { onRequestButton } from './open-form.ts';
import { ACTIVATE } from './request-card.ts';
import { type RequestModal, recallRequestModal } from './request-modal.ts';
import { requestFacts, requestTitle } from './request-words.ts';
import { refresh } from './told.ts';

const VIEW = 'activate_request';
const DATE = 'activationDate';
const FIRST_PERIOD_END = 'firstPeriodEnd';

export function activateConversation(conversing: Conversing): void {
  const { parts } = conversing;

  onRequestButton(conversing, ACTIVATE, 'activate', (turn, request, remembered) => {
    const today = dateIn(turn.actor.timeZone, parts.clock.now());
    const asked = { on: startFor(request, today), firstPeriodEnd: null };
    return activationView(parts, turn, request, remembered, asked);
  });

  // Another date may begin another billing: the words are worked out anew.
  onClick(conversing, new RegExp(`^(${DATE}|${FIRST_PERIOD_END})$`), async (turn, click) => {
    if (click.place.kind !== 'modal' || click.view === null) return outdated();
    const remembered = recallRequestModal(click.place.metadata);
    if (remembered === null) return outdated();
    const request = await parts.services.orders.findRequest(turn.actor, remembered.request);
    if (!request.ok) return request;
    const asked = readDates(answersOf(click.fields));
    if (!asked.ok) return ok(null);
    const view = await activationView(parts, turn, request.value, remembered, asked.value);
    if (!view.ok) return view;
    try {
      await turn.client.views.update({ view_id: click.view.id, hash: click.view.hash, view: view.value });
    } catch (error) {
      // A newer date was chosen meanwhile: its own words are on the way.
      if (platformError(error) !== 'hash_conflict') throw error;
    }
    return ok(null);
  });

  onSubmit(conversing, VIEW, async (turn, sent) => {
    const remembered = recallRequestModal(sent.metadata);
    if (remembered === null) return refuse(outdated().faults);
    const asked = readDates(sent.answers);
    if (!asked.ok) return refuse(asked.faults);
    const done = await parts.services.orders.activateRequest(turn.actor, {
      requestId: remembered.request,
      version: remembered.version,
      activationDate: asked.value.on,
      firstPeriodEnd: asked.value.firstPeriodEnd,
    });
    const after = () => refresh(parts, turn, remembered);
    if (!done.ok) return { ...refuse(done.faults), after };
    const { request, billing } = done.value;
    return {
      ...show(
        notice(
          'Active',
          `:white_check_mark: ${bold(safe(requestTitle(request)))} is active from ${spokenDate(asked.value.on)}. ${safe(billing?.text ?? '')}`,
        ),
      ),
      after,
    };
  });
}

interface Asked {
  readonly on: PlainDate;
  readonly firstPeriodEnd: PlainDate | null;
}

function readDates(answers: Answers): Result<Asked> {
  const dates = all<PlainDate | null, Fault>([
    answers.requiredDate(DATE, 'Activation date'),
    answers.date(FIRST_PERIOD_END),
  ]);
  if (!dates.ok) return dates;
  const [on, firstPeriodEnd = null] = dates.value;
  return ok({ on: on as PlainDate, firstPeriodEnd });
}

/** The day asked for, where it has come; a wish for later is not believed to be done already. */
const startFor = ({ requestedOn }: RequestView, today: PlainDate): PlainDate =>
  requestedOn !== null && requestedOn < today ? requestedOn : today;

async function activationView(
  { services }: Pick<BotParts, 'services'>,
  { actor }: Pick<Turn, 'actor'>,
  request: RequestView,
  remembered: RequestModal,
  { on, firstPeriodEnd }: Asked,
): Promise<Result<ModalView>> {
  const preview = await services.orders.previewActivation(actor, {
    requestId: remembered.request,
    version: remembered.version,
    activationDate: on,
    firstPeriodEnd,
  });
  // A date that will not do is put right in the form; who comes too late is told at once.
  if (!preview.ok && preview.faults.some(({ kind }) => kind !== undefined && kind !== 'invalid'))
    return preview;
  return ok(
    modal({
      callbackId: VIEW,
      title: 'Activate',
      submit: 'Activate',
      remembers: remembered,
      blocks: [
        section(bold(safe(requestTitle(request)))),
        ...facts(requestFacts(request).slice(0, 4)),
        dateInput(
          {
            id: DATE,
            label: 'Activation date',
            hint: 'The first day with service. Billing starts with it.',
            isLive: true,
          },
          on,
        ),
        ...(asksForFirstPeriodEnd(preview, firstPeriodEnd)
          ? [
              dateInput(
                {
                  id: FIRST_PERIOD_END,
                  label: 'First period end date',
                  hint: 'The last day of the first period; left empty, the plan decides.',
                  isOptional: true,
                  isLive: true,
                },
                firstPeriodEnd,
              ),
            ]
          : []),
        ...billingWords(preview),
      ],
    }),
  );
}

type Preview = Awaited<ReturnType<BotParts['services']['orders']['previewActivation']>>;

/** PER-2: only where it would be taken. */
const asksForFirstPeriodEnd = (preview: Preview, given: PlainDate | null): boolean =>
  given !== null || (preview.ok && preview.value.takesFirstPeriodEnd);

function billingWords(preview: Preview): KnownBlock[] {
  if (!preview.ok) return [section(`:warning: ${faultText(preview.faults)}`)];
  const { billing, billedSince } = preview.value;
  if (billing !== null) return [section(`:moneybag: ${safe(billing.text)}`)];
  return [
    context(
      billedSince === null
        ? 'Nothing begins to be billed in our books.'
        : `The package has been billed since ${spokenDate(billedSince)}; nothing new begins.`,
    ),
  ];
}
