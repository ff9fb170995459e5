/**
 * What could be entered on a subscription today, and the subscription as that would leave it: by the deeds' own decisions, in memory
 * (decision 85).
 */
import { later, type PlainDate } from '#core/calendar.ts';
import { type Fault, no, ok, type Result } from '#core/result.ts';
import { applyChange } from '#core/subscriptions/apply-change.ts';
import { type BreakOutLine, breakOutLines } from '#core/subscriptions/break-contract.ts';
import type { Subscription, SubscriptionChange } from '#core/subscriptions/subscription.ts';
import type { Actor } from '../ports/platform.ts';
import type { LoadedSubscription } from '../ports/subscriptions.ts';
import { decideCancellation } from './cancel-subscription.ts';
import { type AddBoltOn, decideBoltOn, decideBoltOnEnd, type EndBoltOn } from './change-bolt-ons.ts';
import type { Deciding, Decision, DeedInput } from './change-subscription.ts';
import { decideMigration } from './migrate-subscription.ts';
import { decideAccessFee, type OverrideAccessFee } from './override-access-fee.ts';
import { decideResumption } from './resume-subscription.ts';
import type { SubscriptionPorts } from './services.ts';
import { decideSuspension, type SuspendSubscription } from './suspend-subscription.ts';
import { decideCancellationWithdrawal } from './withdraw-cancellation.ts';
import { decideMigrationWithdrawal } from './withdraw-migration.ts';

/** What could be entered today. */
export type WhatIfEvent =
  | { readonly type: 'cancel'; readonly on: PlainDate }
  | { readonly type: 'withdraw_cancellation' }
  | ({ readonly type: 'suspend' } & Pick<SuspendSubscription, 'from' | 'until' | 'billed'>)
  | { readonly type: 'resume'; readonly on: PlainDate }
  | { readonly type: 'migrate'; readonly on: PlainDate; readonly packagePlan: string }
  | { readonly type: 'withdraw_migration' }
  | ({ readonly type: 'access_fee' } & Pick<OverrideAccessFee, 'fee' | 'from' | 'to'>)
  | ({ readonly type: 'add_bolt_on' } & Omit<AddBoltOn, keyof DeedInput>)
  | ({ readonly type: 'end_bolt_on' } & Omit<EndBoltOn, keyof DeedInput>);

/** The latest day that events name; at least the one given. */
export const lastDayOf = (events: readonly WhatIfEvent[], day: PlainDate): PlainDate =>
  events.flatMap(daysOf).reduce(later, day);

const daysOf = (event: WhatIfEvent): PlainDate[] =>
  [
    'on' in event ? event.on : null,
    'from' in event ? event.from : null,
    'until' in event ? event.until : null,
    'to' in event ? event.to : null,
  ].flatMap((day) => day ?? []);

/** What events come to. */
export interface Entered {
  readonly own: Subscription;
  readonly told: readonly { readonly event: WhatIfEvent; readonly text: string }[];
  /** Lines that the events write themselves (CON-1). */
  readonly breakOut: readonly BreakOutLine[];
}

/** One event after the other, each decided on what the ones before it left; the faults of all of them. */
export async function enterInMemory(
  ports: SubscriptionPorts,
  actor: Actor,
  events: readonly WhatIfEvent[],
  deciding: Deciding,
): Promise<Result<Entered>> {
  const faults: Fault[] = [];
  const told: Entered['told'][number][] = [];
  const breakOut: BreakOutLine[] = [];
  let { loaded } = deciding;
  for (const [index, event] of events.entries()) {
    const decided = await decide(ports, actor, event, { ...deciding, loaded });
    if (!decided.ok) {
      faults.push(...decided.faults.map((found) => atEvent(found, index)));
      continue;
    }
    told.push({ event, text: decided.value.told });
    breakOut.push(...breakOutLines(decided.value.changes[0]));
    loaded = after(loaded, decided.value.changes);
  }
  return faults.length > 0 ? no(...faults) : ok({ own: loaded.own, told, breakOut });
}

const atEvent = (found: Fault, index: number): Fault => {
  const name = found.path === 'plan' ? 'packagePlan' : found.path;
  return { ...found, path: name ? `events[${index}].${name}` : `events[${index}]` };
};

/** The decision of the deed itself, with what people are told of it. */
async function decide(
  ports: SubscriptionPorts,
  actor: Actor,
  event: WhatIfEvent,
  deciding: Deciding,
): Promise<Result<Decision<string>>> {
  switch (event.type) {
    case 'cancel':
      return inWords(decideCancellation(ports, event, deciding));
    case 'withdraw_cancellation':
      return inWords(decideCancellationWithdrawal(ports, deciding));
    case 'suspend':
      return inWords(decideSuspension(ports, { ...event, reason: null }, deciding));
    case 'resume':
      return inWords(decideResumption(ports, event, deciding));
    case 'migrate':
      return inWords(
        await decideMigration(ports, actor, { on: event.on, plan: event.packagePlan }, deciding),
      );
    case 'withdraw_migration':
      return inWords(decideMigrationWithdrawal(ports, deciding));
    case 'access_fee':
      return inWords(decideAccessFee(event, deciding));
    case 'add_bolt_on':
      return inWords(decideBoltOn(event, deciding));
    case 'end_bolt_on':
      return inWords(decideBoltOnEnd(event, deciding));
  }
}

const inWords = (decided: Result<Decision<{ readonly text: string }>>): Result<Decision<string>> =>
  decided.ok ? ok({ ...decided.value, told: decided.value.told.text }) : decided;

/** Both companies' subscriptions as the changes leave them. */
function after(
  { own, counterpart }: LoadedSubscription,
  changes: readonly SubscriptionChange[],
): LoadedSubscription {
  const changed = (one: Subscription): Subscription => {
    const change = changes.find(({ before }) => before.id === one.id);
    return change === undefined ? one : applyChange(change);
  };
  return { own: changed(own), counterpart: counterpart && changed(counterpart) };
}
