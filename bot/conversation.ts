/**
 * How conversations listen: every click, sent form and look-up comes with the person whose turn it is, and who may not speak is
 * told why in the same place. What goes wrong unexpectedly is logged and told as such; nothing on screen is changed then.
 */

import type { App } from '@slack/bolt';
import type { ModalView, PlainTextOption } from '@slack/types';
import type { Actor } from '#app/ports/platform.ts';
import { conflict, type Fault, ok, type Result } from '#core/result.ts';
import { answerUrl, tell } from './answer.ts';
import type { BotParts } from './bot-parts.ts';
import { faultText, fieldsOf, placeFaults } from './fault-text.ts';
import { platformError } from './notices/slack-errors.ts';
import { type SlackBody, speakersOf } from './payload.ts';
import { type Click, readClick } from './place.ts';
import { strangerText } from './stranger-text.ts';
import type { Turn, WebClient } from './turn.ts';
import { type Answers, answersOf, notice } from './views.ts';

/** An app to register with, and what its conversations use. */
export interface Conversing {
  readonly bot: App;
  readonly parts: BotParts;
}

/** The turn of whoever a payload comes from; a stranger's is refused (`slack_user_unlinked`, `slack_user_foreign`). */
export async function takeTurn(parts: BotParts, body: object, client: WebClient): Promise<Result<Turn>> {
  const { installation, requestId, services } = parts;
  const speakers = speakersOf(body as SlackBody, installation);
  const actor = await services.slack.recogniseSpeaker(installation, speakers, requestId);
  return actor.ok
    ? ok({ installation, actor: actor.value, userId: speakers[0]?.userId ?? '', client })
    : actor;
}

/** Refusals in words; a stranger is told what would change it. */
export const refusalText = (faults: readonly Fault[], url: string): string =>
  faults.some(({ code }) => code.startsWith('slack_user_')) ? strangerText(faults, url) : faultText(faults);

/** A button or menu, by its action id. What the handler refuses is told to whoever clicked. */
export function onClick(
  { bot, parts }: Conversing,
  actionId: string | RegExp,
  handle: (turn: Turn, click: Click) => Promise<Result<unknown>>,
): void {
  bot.action({ type: 'block_actions', action_id: actionId }, async ({ ack, body, client }) => {
    await ack();
    const click = readClick(body as unknown as Parameters<typeof readClick>[0]);
    const turn = await takeTurn(parts, body, client);
    const done = turn.ok ? await orSayThatItFailed(click, () => handle(turn.value, click)) : turn;
    if (!done.ok)
      await tell(client, click, {
        title: refusalTitle(done.faults),
        text: refusalText(done.faults, parts.url),
      });
  });
}

/** What breaks is the log's; whoever clicked hears that it did, where Slack still lets them be answered. */
async function orSayThatItFailed<T>({ place }: Click, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (place.kind === 'card' || place.kind === 'list')
      await answerUrl(place.responseUrl, { text: failureText(error) });
    throw error;
  }
}

const failureText = (error: unknown): string =>
  platformError(error) === 'expired_trigger_id'
    ? ':hourglass: That took longer than Slack waits. Nothing was changed: press the button once more.'
    : ':warning: Something went wrong on our side, and nothing was changed. Try again; if it stays so, tell whoever runs Cardline.';

const refusalTitle = (faults: readonly Fault[]): string =>
  faults.some(({ kind }) => kind === 'conflict') ? 'Somebody was first' : 'Not possible';

/** A form that was sent. */
export interface Sent {
  readonly answers: Answers;
  readonly metadata: string;
  readonly viewId: string;
  readonly hash: string;
  /** The fields that it asks for. */
  readonly fields: ReadonlySet<string>;
}

/** What the person sees next: nothing more, another view in its place, or faults beside its fields. */
export type Next =
  | { readonly next: 'close' }
  | { readonly next: 'show'; readonly view: ModalView }
  | {
      readonly next: 'faults';
      readonly faults: readonly Fault[];
      readonly rename?: Readonly<Record<string, string>>;
    };

export const close: Next = { next: 'close' };
export const show = (view: ModalView): Next => ({ next: 'show', view });
export const refuse = (faults: readonly Fault[], rename?: Readonly<Record<string, string>>): Next =>
  rename === undefined ? { next: 'faults', faults } : { next: 'faults', faults, rename };

/**
 * A modal that is sent. The answer says what becomes of it, within the three seconds that Slack gives; `after`, if there is
 * one, is done behind it.
 */
export function onSubmit(
  { bot, parts }: Conversing,
  callbackId: string,
  handle: (turn: Turn, sent: Sent) => Promise<Next & { readonly after?: () => Promise<unknown> }>,
): void {
  bot.view({ type: 'view_submission', callback_id: callbackId }, async ({ ack, body, view, client }) => {
    const turn = await takeTurn(parts, body, client);
    const fields = fieldsOf(view);
    const done: Next & { readonly after?: () => Promise<unknown> } = turn.ok
      ? await handle(turn.value, {
          answers: answersOf(view.state.values),
          metadata: view.private_metadata,
          viewId: view.id,
          hash: view.hash,
          fields,
        })
      : refuse(turn.faults);
    await (ack as (response?: unknown) => Promise<void>)(responseOf(done, fields, parts.url));
    await done.after?.();
  });
}

/** Faults that belong to no field take the view's place: they are such that sending it again would not help. */
function responseOf(next: Next, fields: ReadonlySet<string>, url: string): unknown {
  if (next.next === 'close') return undefined;
  if (next.next === 'show') return { response_action: 'update', view: next.view };
  const { errors, others } = placeFaults(next.faults, fields, next.rename);
  return others.length > 0
    ? { response_action: 'update', view: notice(refusalTitle(others), refusalText(next.faults, url)) }
    : { response_action: 'errors', errors };
}

/** Choices that are looked up while somebody types. */
export function onLookUp(
  { bot, parts }: Conversing,
  actionId: string | RegExp,
  lookUp: (
    actor: Actor,
    text: string,
    view: { readonly metadata: string; readonly answers: Answers },
  ) => Promise<readonly PlainTextOption[]>,
): void {
  bot.options({ type: 'block_suggestion', action_id: actionId }, async ({ ack, body, client }) => {
    const turn = await takeTurn(parts, body, client);
    const view = body.view as { private_metadata?: string; state?: { values: unknown } } | undefined;
    const options = turn.ok
      ? await lookUp(turn.value.actor, body.value ?? '', {
          metadata: view?.private_metadata ?? '',
          answers: answersOf(view?.state?.values),
        })
      : [];
    await (ack as (response: unknown) => Promise<void>)({ options });
  });
}

/** The button or modal is not one that this version made. */
export const outdated = () =>
  conflict(
    'slack_outdated',
    'This is from an older version of Cardline: open the queue anew with `/cardline queue`.',
  );
