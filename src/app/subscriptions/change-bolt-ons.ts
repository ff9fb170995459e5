import type { PlainDate } from '#core/calendar.ts';
import { spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { ok, type Result } from '#core/result.ts';
import { addBoltOn, endBoltOn } from '#core/subscriptions/bolt-ons.ts';
import { hasPriceIn } from '../billing/plan-book.ts';
import type { Actor } from '../ports/platform.ts';
import {
  type Changed,
  changeSubscription,
  type Deciding,
  type Decision,
  type DeedInput,
  OWN_AFFAIR,
} from './change-subscription.ts';
import type { SubscriptionPorts } from './services.ts';

export interface AddBoltOn extends DeedInput {
  readonly serviceId: number;
  /** Its code in the catalogue. */
  readonly boltOn: string;
  readonly from: PlainDate;
  /** The first day without; null: until it is ended. */
  readonly until: PlainDate | null;
  /** Charged once, on its first day, in place of each period. */
  readonly once: boolean;
}

export interface EndBoltOn extends DeedInput {
  readonly serviceId: number;
  readonly boltOn: string;
  /** The first day without; its first day takes it back whole. */
  readonly on: PlainDate;
}

export interface BoltOnTold {
  readonly service: string;
  readonly boltOn: string;
  readonly text: string;
}

const contextOf = ({ today, catalogue, book }: Deciding) => ({
  today,
  catalogue,
  hasPrice: hasPriceIn(book),
});

/**
 * CAT-8: a bolt-on on a service, from a day on, past or ahead (decision 87). Refuses `service_not_found`, `bolt_on_not_found`,
 * `bolt_on_there_already`, `bolt_on_charged_otherwise`, and what does not fit, all at once.
 */
export const makeAddBoltOn =
  (ports: SubscriptionPorts) =>
  (actor: Actor, input: AddBoltOn): Promise<Result<Changed<BoltOnTold>>> =>
    changeSubscription<BoltOnTold>(ports, actor, {
      input,
      action: 'subscription.bolt_on_added',
      mirrored: OWN_AFFAIR,
      details: ({ service, boltOn }) => ({
        service,
        boltOn,
        from: input.from,
        until: input.until,
        once: input.once,
      }),
      decide: (deciding) => decideBoltOn(input, deciding),
    });

/** What a bolt-on on a service changes. */
export function decideBoltOn(
  wish: Omit<AddBoltOn, keyof DeedInput>,
  deciding: Deciding,
): Result<Decision<BoltOnTold>> {
  const change = addBoltOn(deciding.loaded.own, wish, contextOf(deciding));
  if (!change.ok) return change;
  const { boltOn, from, until, once } = wish;
  const days = once
    ? `once, on ${spokenDate(from)}`
    : `from ${spokenDate(from)} ${until === null ? 'on' : `until ${spokenDate(until)}`}`;
  return ok({ changes: [change.value], told: toldOf(wish, `${boltOn} is charged ${days}.`) });
}

/**
 * CAT-8: ends a bolt-on, past or ahead, or moves its end; its first day takes it back whole (decision 87). Refuses
 * `service_not_found`, `bolt_on_not_found`, `bolt_on_not_there`, `bolt_on_there_already`, `bolt_on_charged_once`.
 */
export const makeEndBoltOn =
  (ports: SubscriptionPorts) =>
  (actor: Actor, input: EndBoltOn): Promise<Result<Changed<BoltOnTold>>> =>
    changeSubscription<BoltOnTold>(ports, actor, {
      input,
      action: 'subscription.bolt_on_ended',
      mirrored: OWN_AFFAIR,
      details: ({ service, boltOn }) => ({ service, boltOn, on: input.on }),
      decide: (deciding) => decideBoltOnEnd(input, deciding),
    });

/** What the end of a bolt-on changes. */
export function decideBoltOnEnd(
  wish: Omit<EndBoltOn, keyof DeedInput>,
  deciding: Deciding,
): Result<Decision<BoltOnTold>> {
  const change = endBoltOn(deciding.loaded.own, wish, contextOf(deciding));
  if (!change.ok) return change;
  const text = `${wish.boltOn} ends: ${spokenDate(wish.on)} is its first day without.`;
  return ok({ changes: [change.value], told: toldOf(wish, text) });
}

const toldOf = (
  { serviceId, boltOn }: Pick<AddBoltOn, 'serviceId' | 'boltOn'>,
  text: string,
): BoltOnTold => ({ service: formatId('service', serviceId), boltOn, text });
