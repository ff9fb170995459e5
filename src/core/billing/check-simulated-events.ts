/** Reads the events of a simulate request (INTERFACE: simulate billing), each fault with its path. */
import type { PlainDate } from '../calendar.ts';
import { Fields } from '../json-fields.ts';
import type { Fault } from '../result.ts';
import { counted } from '../words.ts';
import { completePlan, LARGEST_FEE_CENTS, readPlan } from './check-simulated-plan.ts';
import type { SimulatedEvent } from './simulation.ts';
import { SIMULATION_BOUNDS } from './simulation-rules.ts';

/** What each event may say. */
const EVENT_FIELDS = {
  cancel: ['type', 'entered', 'on'],
  migrate: ['type', 'entered', 'on', 'plan'],
  approve_period: ['type', 'entered', 'on', 'periodFrom'],
  withdraw_cancellation: ['type', 'entered'],
  suspend: ['type', 'entered', 'from', 'until', 'billed'],
  resume: ['type', 'entered', 'on'],
  override_access_fee: ['type', 'entered', 'from', 'to', 'fee'],
  add_bolt_on: ['type', 'entered', 'service', 'boltOn', 'from', 'until', 'once'],
  end_bolt_on: ['type', 'entered', 'service', 'boltOn', 'on'],
} as const satisfies Record<SimulatedEvent['type'], readonly string[]>;
export const EVENT_TYPES = Object.keys(EVENT_FIELDS) as readonly SimulatedEvent['type'][];

/** @param start of the subscription; undefined where that could not be read */
export function readEvents(
  parent: Fields,
  start: PlainDate | undefined,
  faults: Fault[],
): SimulatedEvent[] | undefined {
  const list = parent.list('events', SIMULATION_BOUNDS.events);
  const events = list?.flatMap((value, index) => {
    const event = readEvent(value, `events[${index}]`, start, faults);
    return event === undefined ? [] : [event];
  });
  const migrations = events?.filter(({ type }) => type === 'migrate').length ?? 0;
  if (migrations > SIMULATION_BOUNDS.migrations)
    parent.refuse(
      'events',
      'too_many_migrations',
      `There are ${counted(migrations, 'migration')}; at most ${SIMULATION_BOUNDS.migrations} are taken.`,
    );
  return events;
}

function readEvent(
  value: unknown,
  path: string,
  start: PlainDate | undefined,
  faults: Fault[],
): SimulatedEvent | undefined {
  const typed = Fields.of(value, path, null, faults);
  const type = typed?.word('type', EVENT_TYPES);
  if (type === undefined) return undefined;
  const fields = Fields.of(value, path, EVENT_FIELDS[type], faults);
  if (fields === undefined) return undefined;
  switch (type) {
    case 'approve_period': {
      const entered = fields.isEmpty('entered')
        ? fields.requiredDate('on', 'entered')
        : fields.requiredDate('entered');
      const periodFrom = fields.requiredDate('periodFrom');
      return entered && periodFrom && { type, entered, periodFrom };
    }
    case 'cancel':
    case 'migrate':
      return readEnding(fields, type, start, faults);
    case 'withdraw_cancellation': {
      const entered = fields.requiredDate('entered');
      return entered && { type, entered };
    }
    case 'suspend':
      return readSuspension(fields);
    case 'resume': {
      const on = fields.requiredDate('on');
      const entered = enteredOr(fields, on);
      return entered && on && { type, entered, on };
    }
    case 'override_access_fee':
      return readFee(fields);
    case 'add_bolt_on':
      return readBoltOn(fields);
    case 'end_bolt_on': {
      const named = readNamedBoltOn(fields);
      const on = fields.requiredDate('on');
      const entered = enteredOr(fields, on);
      return named && entered && on && { type, entered, on, ...named };
    }
  }
}

/** Known from then on; left out: from the day that it is for. */
const enteredOr = (fields: Fields, day: PlainDate | undefined): PlainDate | undefined =>
  fields.isEmpty('entered') ? day : fields.requiredDate('entered');

function readEnding(
  fields: Fields,
  type: 'cancel' | 'migrate',
  start: PlainDate | undefined,
  faults: Fault[],
): SimulatedEvent | undefined {
  const on = fields.requiredDate('on');
  const entered = enteredOr(fields, on);
  if (on !== undefined && start !== undefined && on < start) refuseBeforeStart(fields, type, on, start);
  if (type === 'cancel') return entered && on && { type, entered, on };
  const before = faults.length;
  const to = readPlan(fields);
  return entered && on && faults.length === before ? { type, entered, on, to: completePlan(to) } : undefined;
}

function refuseBeforeStart(
  fields: Fields,
  type: 'cancel' | 'migrate',
  on: PlainDate,
  start: PlainDate,
): void {
  if (type === 'cancel')
    fields.refuse(
      'on',
      'cancel_before_start',
      `The first day without service, ${on}, lies before the subscription starts on ${start}: cancel from ${start} at the earliest.`,
    );
  else
    fields.refuse(
      'on',
      'migrate_before_start',
      `The migration's day, ${on}, lies before the subscription starts on ${start}.`,
    );
}

function readSuspension(fields: Fields): SimulatedEvent | undefined {
  const from = fields.requiredDate('from');
  const entered = enteredOr(fields, from);
  const until = fields.date('until');
  const billed = fields.flag('billed');
  if (!entered || !from || until === undefined || billed === undefined) return undefined;
  return { type: 'suspend', entered, from, until, billed };
}

/** FEE-4: with dates, or from the next period billed on. */
function readFee(fields: Fields): SimulatedEvent | undefined {
  const from = fields.date('from');
  const to = fields.date('to');
  const entered = from === null ? fields.requiredDate('entered') : enteredOr(fields, from);
  const fee =
    fields.value('fee') === undefined ? fields.missing('fee') : fields.fee('fee', LARGEST_FEE_CENTS);
  if (from === null && to) fields.refuse('from', 'override_without_start', 'Name its first day too.');
  if (from && to && to < from)
    fields.refuse('to', 'override_reversed', `Its last day, ${to}, lies before its first, ${from}.`);
  if (!entered || fee === undefined || from === undefined || to === undefined) return undefined;
  return { type: 'override_access_fee', entered, fee, dates: from && { from, to } };
}

function readBoltOn(fields: Fields): SimulatedEvent | undefined {
  const named = readNamedBoltOn(fields);
  const from = fields.requiredDate('from');
  const until = fields.date('until');
  const once = fields.flag('once');
  const entered = enteredOr(fields, from);
  if (!named || !from || !entered || until === undefined || once === undefined) return undefined;
  return { type: 'add_bolt_on', entered, ...named, from, until, once };
}

function readNamedBoltOn(fields: Fields): { readonly service: string; readonly boltOn: string } | undefined {
  const service = fields.requiredText('service');
  const boltOn = fields.requiredText('boltOn');
  return service === undefined || boltOn === undefined ? undefined : { service, boltOn };
}
