/**
 * The days of a bolt-on on a service (CAT-8, decision 87): what may be added and ended, on a subscription and in a simulation alike. One
 * that comes back after it has ended is the same one with another stretch of days.
 */
import { type PlainDate, spokenDate } from '../calendar.ts';
import { conflict, type Fault, fault, ok, type Result } from '../result.ts';
import type { BoltOnInForce as CatalogueBoltOn, ChangedBoltOn, Stretch } from './terms.ts';

export interface BoltOnDays {
  /** Its first day. */
  readonly from: PlainDate;
  /** Its first day without; null: until it is ended. */
  readonly until: PlainDate | null;
  /** Charged once, on its first day, in place of each period. */
  readonly once: boolean;
}

/** How it is charged, and its days, whatever the catalogue calls it. */
export type BoltOnInForce = Omit<CatalogueBoltOn, 'item'>;

/** Whether days lie within those of the service, and make sense. */
export function checkBoltOnDays(
  { from, until, once }: BoltOnDays,
  service: {
    readonly activeFrom: PlainDate | null;
    /** First day without service. */
    readonly activeUntil: PlainDate | null;
  },
): Fault[] {
  const faults: Fault[] = [];
  if (service.activeFrom !== null && from < service.activeFrom)
    faults.push(
      fault(
        'bolt_on_before_service',
        `The service is active from ${spokenDate(service.activeFrom)} on: a bolt-on begins on that day at the earliest.`,
        'from',
      ),
    );
  if (service.activeUntil !== null && from >= service.activeUntil)
    faults.push(
      fault(
        'bolt_on_after_service',
        `The service ends: ${spokenDate(service.activeUntil)} is its first day without.`,
        'from',
      ),
    );
  if (until !== null && until <= from)
    faults.push(
      fault(
        'bolt_on_reversed',
        'Its first day without is not after its first day: name a later one, or none.',
        'until',
      ),
    );
  if (until !== null && once)
    faults.push(fault('bolt_on_charged_once', 'What is charged once has no end: leave it out.', 'until'));
  return faults;
}

/** The bolt-on with more days. @param code of the bolt-on */
export function addBoltOnDays(
  before: BoltOnInForce | undefined,
  code: string,
  { from, until, once }: BoltOnDays,
): Result<BoltOnInForce> {
  if (before !== undefined && before.recurring === once && before.stretches.length > 0)
    return conflict(
      'bolt_on_charged_otherwise',
      `${code} has been charged ${once ? 'each period' : 'once'} on this service: use a bolt-on of its own for what is charged ${once ? 'once' : 'each period'}.`,
    );
  const stretch: Stretch = { from, until: once ? from : until };
  const over = before?.stretches.find((one) => overlaps(one, stretch));
  if (over !== undefined)
    return conflict(
      'bolt_on_there_already',
      `${code} is on this service ${sayStretch(over)} already: name other days.`,
    );
  const stretches = [...(before?.stretches ?? []), stretch].sort((a, b) => (a.from < b.from ? -1 : 1));
  return ok({ recurring: !once, stretches });
}

/**
 * The bolt-on with an end of the stretch that began by a day, which is the first without it; its first day takes it back whole.
 * Answers the first day of that stretch too.
 */
export function endBoltOnDays(
  before: BoltOnInForce | undefined,
  code: string,
  on: PlainDate,
): Result<BoltOnInForce & { readonly began: PlainDate }> {
  const stretch = before?.stretches.findLast(({ from }) => from <= on);
  if (before === undefined || stretch === undefined)
    return conflict(
      'bolt_on_not_there',
      `${code} is not on this service by ${spokenDate(on)}: name a day from its first one on, which takes it back whole.`,
    );
  if (!before.recurring && on > stretch.from)
    return conflict(
      'bolt_on_charged_once',
      `${code} was charged once, on ${spokenDate(stretch.from)}: that day takes it back, any later one changes nothing.`,
    );
  const next = before.stretches.find(({ from }) => from > stretch.from);
  if (next !== undefined && on > next.from)
    return conflict(
      'bolt_on_there_already',
      `${code} is on this service ${sayStretch(next)} again: name a day up to that.`,
    );
  const stretches = before.stretches.flatMap((one) =>
    one !== stretch ? [one] : on === one.from ? [] : [{ ...one, until: on }],
  );
  return ok({ recurring: before.recurring, stretches, began: stretch.from });
}

/** A change that waits for a run already goes on waiting: what was settled before it still is. */
export function withBoltOnChange(
  changed: readonly ChangedBoltOn[],
  change: ChangedBoltOn,
): readonly ChangedBoltOn[] {
  const waiting = changed.find(
    ({ serviceKey, item }) => serviceKey === change.serviceKey && item === change.item,
  );
  const merged = waiting === undefined ? change : { ...change, settled: waiting.settled };
  return [...changed.filter((other) => other !== waiting), merged];
}

const overlaps = (one: Stretch, other: Stretch): boolean =>
  one.from === other.from ||
  ((other.until === null || one.from < other.until) && (one.until === null || one.until > other.from));

const sayStretch = ({ from, until }: Stretch): string =>
  until === null || until === from
    ? `from ${spokenDate(from)} on`
    : `from ${spokenDate(from)} until ${spokenDate(until)}`;
