/**
 * `/cardline order`: account and plan, then what the plan's services have to be told (ORD-1). Only plans that can be ordered
 * are offered; of the others every reason can be read (CAT-3, CAT-4).
 */
import type { KnownBlock, ModalView } from '@slack/types';
import type { Offer } from '#app/orders/explain-offers.ts';
import type { Actor } from '#app/ports/platform.ts';
import { formatId } from '#core/ids.ts';
import { CONTRACT_DOCUMENT_MAX_BYTES, type ContractDocument } from '#core/orders/contract-document.ts';
import { STATUS_WORDS } from '#core/orders/states.ts';
import { conflict, fault, no, notFound, ok, type Result } from '#core/result.ts';
import { actions, button, type Choice, context, divider, option, section } from '../blocks/blocks.ts';
import { dateInput, fileInput, searchInput, selectInput } from '../blocks/inputs.ts';
import { keysUnder, serviceInputs } from '../blocks/service-inputs.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import type { BotParts } from '../bot-parts.ts';
import {
  type Conversing,
  onClick,
  onLookUp,
  onSubmit,
  outdated,
  refuse,
  type Sent,
  show,
} from '../conversation.ts';
import { downloadFile } from '../download-file.ts';
import { OPTIONS } from '../limits.ts';
import { openModal } from '../place.ts';
import type { Turn } from '../turn.ts';
import { modal, notice, recall } from '../views.ts';

const PLAN_STEP = 'order_plan';
const DETAILS_STEP = 'order_details_step';
const REFUSED_PLANS = 'order.refused_plans';

const ACCOUNT = 'account';
const PLAN = 'packagePlan';
const REQUESTED_ON = 'requestedOn';
const CONTRACT_TYPE = 'contractType';
const CONTRACT_DOCUMENT = 'contractDocument';

const NO_CONTRACT: Choice = { value: '-', label: 'None' };

/** A sent form is one order, however often Slack or an impatient person sends it. */
const SENDING_MS = 60_000;

export function orderWizard(conversing: Conversing): void {
  const { parts } = conversing;
  const { orders, accounts } = parts.services;

  onLookUp(conversing, ACCOUNT, async (actor, text) => {
    const found = await accounts.search(actor, text, OPTIONS);
    return found.ok
      ? found.value.map(({ id, name, reference }) =>
          option({ value: formatId('account', id), label: `${clip(name, 50)} (${reference})` }),
        )
      : [];
  });

  onLookUp(conversing, PLAN, async (actor, text) => {
    const explained = await orders.explainOffers(actor);
    if (!explained.ok) return [];
    const wanted = text.toLowerCase().split(/\s+/);
    return explained.value.offers
      .filter((offer) => {
        const words = `${offer.packagePlan} ${offer.name} ${offer.externalName}`.toLowerCase();
        return wanted.every((word) => words.includes(word)) && offer.packagePlan.length <= 75;
      })
      .slice(0, OPTIONS)
      .map((offer) =>
        option({ value: offer.packagePlan, label: `${clip(offer.name, 45)} · ${offer.packagePlan}` }),
      );
  });

  onClick(conversing, REFUSED_PLANS, async (turn, click) => {
    const explained = await orders.explainOffers(turn.actor);
    if (!explained.ok) return explained;
    await openModal(turn, click, refusedView(explained.value.refused, parts.url));
    return ok(null);
  });

  onSubmit(conversing, PLAN_STEP, async (turn, { answers }) => {
    const [account, plan] = [answers.choice(ACCOUNT), answers.choice(PLAN)];
    if (account === null || plan === null)
      return refuse([
        ...(account === null ? [fault('account_missing', 'Choose an account.', ACCOUNT)] : []),
        ...(plan === null ? [fault('plan_missing', 'Choose a plan.', PLAN)] : []),
      ]);
    const view = await detailsStep(parts, turn.actor, { account, plan });
    return view.ok ? show(view.value) : refuse(view.faults);
  });

  onSubmit(conversing, DETAILS_STEP, async (turn, sent) => {
    const chosen = recall(sent.metadata, asChosen);
    if (chosen === null) return refuse(outdated().faults);
    const claim = `order:${sent.viewId}`;
    const at = parts.clock.now();
    const until = new Date(Date.parse(at) + SENDING_MS).toISOString() as typeof at;
    if ((await parts.slack.takeEvent(claim, { at, until })) !== 'taken')
      return refuse(
        conflict(
          'order_sent_already',
          'This order was sent already: `/cardline queue` and the console show it.',
        ).faults,
      );
    const done = await place(parts, turn, chosen, sent).catch(async (error: unknown) => {
      await parts.slack.releaseEvent(claim);
      throw error;
    });
    if (!done.ok) {
      await parts.slack.releaseEvent(claim);
      return refuse(done.faults);
    }
    await parts.slack.finishEvent(claim, parts.clock.now());
    return show(done.value);
  });
}

/** The first step. */
export const planStep = (): ModalView =>
  modal({
    callbackId: PLAN_STEP,
    title: 'New order',
    submit: 'Next',
    blocks: [
      searchInput(
        { id: ACCOUNT, label: 'Account', hint: 'Type a part of the name or reference.' },
        { placeholder: 'Name or reference', least: 2 },
      ),
      searchInput(
        { id: PLAN, label: 'Package plan', hint: 'Those that can be ordered today.' },
        { placeholder: 'Name or code', least: 0 },
      ),
      actions('refused', [button(REFUSED_PLANS, 'Why is a plan not in the list?')]),
    ],
  });

interface Chosen {
  readonly account: string;
  readonly plan: string;
}

const asChosen = (value: unknown): Chosen | null => {
  const { account, plan } = value as Partial<Record<string, unknown>>;
  return typeof account === 'string' && typeof plan === 'string' ? { account, plan } : null;
};

async function offerOf(
  { services }: Pick<BotParts, 'services'>,
  actor: Actor,
  plan: string,
): Promise<Result<Offer>> {
  const offers = await services.orders.explainOffers(actor);
  if (!offers.ok) return offers;
  const offer = offers.value.offers.find(({ packagePlan }) => packagePlan === plan);
  return offer
    ? ok(offer)
    : notFound('plan_not_offered', `${plan} cannot be ordered any more: choose another plan.`);
}

/** As faults of an order place them. */
const pathOf = (index: number): string => `services[${index}].details`;

async function detailsStep(
  parts: Pick<BotParts, 'services'>,
  actor: Actor,
  chosen: Chosen,
): Promise<Result<ModalView>> {
  const offer = await offerOf(parts, actor, chosen.plan);
  if (!offer.ok) return offer;
  const { services, contractTypes, defaultContractType, contractRequired } = offer.value;
  const contracts = [NO_CONTRACT, ...contractTypes.map((type) => ({ value: type, label: type }))];
  return ok(
    modal({
      callbackId: DETAILS_STEP,
      title: 'New order',
      submit: 'Order',
      remembers: chosen,
      blocks: [
        section(`${bold(safe(offer.value.name))} · ${safe(offer.value.packagePlan)}`),
        ...serviceInputs(
          services.map(({ name, serviceType }, index) => ({
            path: pathOf(index),
            title: services.length > 1 ? `Service ${index + 1}: ${name}` : name,
            serviceType,
            details: {},
          })),
        ),
        dateInput(
          {
            id: REQUESTED_ON,
            label: 'Wanted on',
            hint: 'Left empty: as soon as possible.',
            isOptional: true,
          },
          null,
        ),
        ...(contractTypes.length === 0
          ? []
          : [
              selectInput(
                { id: CONTRACT_TYPE, label: 'Contract type' },
                contracts,
                defaultContractType ?? NO_CONTRACT.value,
              ),
            ]),
        ...(contractRequired || contractTypes.length > 0
          ? [
              fileInput(
                {
                  id: CONTRACT_DOCUMENT,
                  label: 'Signed contract',
                  hint: `PDF, PNG or JPEG, at most ${CONTRACT_DOCUMENT_MAX_BYTES / 1_000_000} MB.${contractRequired ? ' This plan cannot be ordered without it.' : ''}`,
                  isOptional: !contractRequired,
                },
                ['pdf', 'png', 'jpg', 'jpeg'],
              ),
            ]
          : []),
      ],
    }),
  );
}

async function place(
  parts: BotParts,
  turn: Turn,
  chosen: Chosen,
  { answers, fields }: Sent,
): Promise<Result<ModalView>> {
  const { services, url } = parts;
  const offer = await offerOf(parts, turn.actor, chosen.plan);
  if (!offer.ok) return offer;
  const requestedOn = answers.date(REQUESTED_ON);
  if (!requestedOn.ok) return requestedOn;
  const document = await contractDocument(parts, turn, answers.fileId(CONTRACT_DOCUMENT));
  if (!document.ok) return document;
  const contractType = answers.choice(CONTRACT_TYPE);
  const done = await services.orders.placeOrder(turn.actor, {
    account: chosen.account,
    packagePlan: chosen.plan,
    requestedOn: requestedOn.value,
    services: offer.value.services.map(({ servicePlan }, index) => ({
      servicePlan,
      details: withoutEmpty(answers.details(pathOf(index), keysUnder(fields, pathOf(index)))),
    })),
    ...(contractType === null
      ? {}
      : { contractType: contractType === NO_CONTRACT.value ? null : contractType }),
    contractDocument: document.value,
  });
  if (!done.ok) return done;
  const { order, trackingToken } = done.value;
  const queues = [
    ...new Set(order.services.flatMap(({ provisionedBy }) => (provisionedBy ? [provisionedBy.name] : []))),
  ];
  return ok(
    notice(
      'Ordered',
      `:package: ${bold(safe(order.number))} for ${safe(order.account.name)}: ${STATUS_WORDS[order.status]}. ${
        queues.length === 0
          ? 'Nobody has to do anything for it.'
          : `It is in the queue of ${safe(queues.join(', '))}.`
      }`,
      [
        divider,
        section(`For the customer to follow it: ${url}/track/${trackingToken}`),
        context('This link is shown only now; the order’s page can make a new one.'),
      ],
    ),
  );
}

const withoutEmpty = (details: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(details).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );

/** CON-1: the file that was put into the form, fetched from Slack. What it is is checked by its bytes, with the order. */
async function contractDocument(
  parts: Pick<BotParts, 'clients' | 'services'>,
  { client, installation }: Pick<Turn, 'client' | 'installation'>,
  fileId: string | null,
): Promise<Result<ContractDocument | null>> {
  if (fileId === null) return ok(null);
  const { file } = await client.files.info({ file: fileId });
  const address = file?.url_private_download ?? file?.url_private ?? '';
  const content =
    (file?.size ?? 0) > CONTRACT_DOCUMENT_MAX_BYTES
      ? null
      : await downloadFile(parts, installation, address, CONTRACT_DOCUMENT_MAX_BYTES);
  return content === null
    ? no(
        fault(
          'contract_document_unreachable',
          `Slack did not hand the file over: choose it again, with at most ${CONTRACT_DOCUMENT_MAX_BYTES / 1_000_000} MB.`,
          CONTRACT_DOCUMENT,
        ),
      )
    : ok({ name: clip(file?.name ?? 'contract', 200), mediaType: file?.mimetype ?? '', content });
}

interface Refused {
  readonly packagePlan: string;
  readonly name: string;
  readonly reasons: readonly { readonly message: string }[];
}

const REFUSED_SHOWN = 40;
const REASONS = 2500;

function refusedView(refused: readonly Refused[], url: string): ModalView {
  const shown = refused.slice(0, REFUSED_SHOWN);
  const blocks: KnownBlock[] = shown.map(({ packagePlan, name, reasons }) =>
    section(
      `${bold(safe(clip(name, 100)))} · ${safe(packagePlan)}\n${clip(reasons.map(({ message }) => `• ${safe(message)}`).join('\n'), REASONS)}`,
    ),
  );
  return modal({
    callbackId: 'refused_plans',
    title: 'Not on offer',
    blocks: [
      ...(refused.length === 0 ? [section('Every sell plan can be ordered today.')] : blocks),
      ...(refused.length > shown.length
        ? [context(`… and ${refused.length - shown.length} more: ${url}/catalogue lists them all.`)]
        : []),
    ],
  });
}
