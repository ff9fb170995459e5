/**
 * A simulated subscription beside its plans: whether it is cancelled and for which days it is suspended, event by event, by the rules
 * of the deeds (decision 96).
 */
import { earlier, type PlainDate } from '../calendar.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import type { SimulatedEvent } from './simulation.ts';
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
}

export interface LedLife {
  /** What is known after so many events, none first. */
  readonly lives: readonly KnownLife[];
  readonly faults: readonly Fault[];
}

/** @param start of the subscription */
export function leadLife(events: readonly EnteredEvent[], start: PlainDate): LedLife {
  const faults: Fault[] = [];
  let now: KnownLife = { cancelled: null, suspensions: [] };
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
    default:
      return ok(life);
  }
}
