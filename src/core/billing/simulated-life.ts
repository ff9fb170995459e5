/**
 * A simulated subscription beside its plans: whether it is cancelled, for which days it is suspended and has bolt-ons, event by event,
 * by the rules of the deeds (decision 96).
 */
import { earlier, type PlainDate } from '../calendar.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { addBoltOnDays, type BoltOnInForce, checkBoltOnDays, endBoltOnDays } from './bolt-on-days.ts';
import type { SimulatedBoltOn, SimulatedBoltOnEnd, SimulatedEvent } from './simulation.ts';
import { addSuspension, type DaysSuspended, endSuspension } from './suspensions.ts';

/** An event with its place in the request. */
export interface EnteredEvent {
  readonly event: SimulatedEvent;
  /** `events[3]` */
  readonly path: string;
}

/** In the order in which they are entered; on one day, that of the request. */
export const inOrder = (events: readonly SimulatedEvent[]): EnteredEvent[] =>
  events
    .map((event, index) => ({ event, path: `events[${index}]` }))
    .sort(({ event: a }, { event: b }) => (a.entered === b.entered ? 0 : a.entered < b.entered ? -1 : 1));

/** What is known. */
export interface KnownLife {
  /** First day without service; null: it is not cancelled. Of several cancellations the earliest counts. */
  readonly cancelled: PlainDate | null;
  readonly suspensions: readonly DaysSuspended[];
  /** By `boltOnKey` */
  readonly boltOns: ReadonlyMap<string, BoltOnInForce>;
}

/** A bolt-on is the same one on a service of the same code, whatever plan that belongs to. */
export const boltOnKey = ({
  service,
  boltOn,
}: {
  readonly service: string;
  readonly boltOn: string;
}): string => JSON.stringify([service, boltOn]);

export interface LedLife {
  /** What is known after so many events, none first. */
  readonly lives: readonly KnownLife[];
  readonly faults: readonly Fault[];
}

/** @param start of the subscription */
export function leadLife(events: readonly EnteredEvent[], start: PlainDate): LedLife {
  const faults: Fault[] = [];
  let now: KnownLife = { cancelled: null, suspensions: [], boltOns: new Map() };
  const lives = [now];
  for (const { event, path } of events) {
    const next = enter(now, event, start);
    if (next.ok) now = next.value;
    else
      faults.push(
        // Whatever they are elsewhere, here they are what is wrong with a request.
        ...next.faults.map((one) => fault(one.code, one.message, one.path ? `${path}.${one.path}` : path)),
      );
    lives.push(now);
  }
  return { lives, faults };
}

function enter(life: KnownLife, event: SimulatedEvent, start: PlainDate): Result<KnownLife> {
  switch (event.type) {
    case 'cancel':
      return ok({
        ...life,
        cancelled: life.cancelled === null ? event.on : earlier(life.cancelled, event.on),
      });
    case 'withdraw_cancellation':
      return life.cancelled === null
        ? no(fault('not_cancelled', 'It is not cancelled by then: there is nothing to withdraw.'))
        : ok({ ...life, cancelled: null });
    case 'suspend': {
      const { from, until, billed } = event;
      const added = addSuspension(life.suspensions, { from, until, billed }, { start, end: life.cancelled });
      return added.ok ? ok({ ...life, suspensions: added.value }) : added;
    }
    case 'resume': {
      const ended = endSuspension(life.suspensions, event.on);
      return ended.ok ? ok({ ...life, suspensions: ended.value.suspensions }) : ended;
    }
    case 'add_bolt_on': {
      const faults = checkBoltOnDays(event, { activeFrom: start, activeUntil: life.cancelled });
      if (faults.length > 0) return no(...faults);
      const added = addBoltOnDays(life.boltOns.get(boltOnKey(event)), event.boltOn, event);
      return added.ok ? ok(withBoltOn(life, event, added.value)) : added;
    }
    case 'end_bolt_on': {
      const ended = endBoltOnDays(life.boltOns.get(boltOnKey(event)), event.boltOn, event.on);
      return ended.ok ? ok(withBoltOn(life, event, ended.value)) : ended;
    }
    default:
      return ok(life);
  }
}

const withBoltOn = (
  life: KnownLife,
  event: SimulatedBoltOn | SimulatedBoltOnEnd,
  { recurring, stretches }: BoltOnInForce,
): KnownLife => ({
  ...life,
  boltOns: new Map([...life.boltOns, [boltOnKey(event), { recurring, stretches }]]),
});
