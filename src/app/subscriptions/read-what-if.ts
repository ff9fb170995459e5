/** What if, as it is asked in a form, in the console and in Slack: what is offered, and what was typed as events. */
import { type PlainDate, parseDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { parseFee } from '#core/money.ts';
import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import type { SubscriptionView } from './views.ts';
import type { WhatIfEvent } from './what-if-events.ts';

/** The fields of such a form. Days as dates, ticks as "on"; empty or left out: not asked. */
export const WHAT_IF_FIELDS = [
  'cancelOn',
  'withdrawCancellation',
  'suspendFrom',
  'suspendUntil',
  'suspendBilled',
  'resumeOn',
  'migrateTo',
  'migrateOn',
  'withdrawMigration',
  'fee',
  'feeFrom',
  'feeTo',
  'boltOn',
  'service',
  'boltOnFrom',
  'boltOnUntil',
  'boltOnOnce',
  'endBoltOn',
  'endBoltOnOn',
  'until',
] as const;
export type WhatIfField = (typeof WHAT_IF_FIELDS)[number];
export type TypedWhatIf = Readonly<Partial<Record<WhatIfField, string>>>;

/** An event, with the fields of the form that its parts came from; '' is the field of the event as such. */
export interface AskedEvent {
  readonly event: WhatIfEvent;
  readonly fields: Readonly<Record<string, WhatIfField>>;
}

export interface AskedWhatIf {
  /** In the order in which they make sense: what takes back, what is charged beside the plan, a pause, another plan, the end. */
  readonly events: readonly AskedEvent[];
  /** Day of the last run; null: nobody has said. */
  readonly until: PlainDate | null;
}

/** Reads what was typed, every fault at once beside its field. */
export function readWhatIf(typed: TypedWhatIf): Result<AskedWhatIf> {
  const reader = readerOf(typed);
  const asked = [
    reader.isTicked('withdrawCancellation')
      ? askedOf({ type: 'withdraw_cancellation' }, { '': 'withdrawCancellation' })
      : null,
    reader.isTicked('withdrawMigration')
      ? askedOf({ type: 'withdraw_migration' }, { '': 'withdrawMigration' })
      : null,
    readResumption(reader),
    readFee(reader),
    readBoltOnEnd(reader),
    readBoltOn(reader),
    readSuspension(reader),
    readMigration(reader),
    readCancellation(reader),
  ];
  const until = reader.dayOf('until');
  const events = asked.flatMap((event) => event ?? []);
  return reader.faults.length > 0 ? no(...reader.faults) : ok({ events, until });
}

type Reader = ReturnType<typeof readerOf>;

function readerOf(typed: TypedWhatIf) {
  const faults: Fault[] = [];
  const textOf = (field: WhatIfField): string => typed[field]?.trim() ?? '';
  const readBy = <T>(field: WhatIfField, read: (text: string, path: string) => Result<T>): T | null => {
    const text = textOf(field);
    if (text === '') return null;
    const found = read(text, field);
    if (!found.ok) faults.push(...found.faults);
    return found.ok ? found.value : null;
  };
  return {
    faults,
    textOf,
    readBy,
    isTicked: (field: WhatIfField): boolean => textOf(field) === 'on',
    dayOf: (field: WhatIfField): PlainDate | null => readBy(field, parseDate),
    /** What goes with other fields is nothing without this one. */
    needs(field: WhatIfField, others: readonly WhatIfField[], code: string, message: string): void {
      if (textOf(field) === '' && others.some((other) => textOf(other) !== ''))
        faults.push(fault(code, message, field));
    },
  };
}

const askedOf = (event: WhatIfEvent, fields: AskedEvent['fields']): AskedEvent => ({ event, fields });

function readResumption({ dayOf }: Reader): AskedEvent | null {
  const on = dayOf('resumeOn');
  return on && askedOf({ type: 'resume', on }, { on: 'resumeOn', '': 'resumeOn' });
}

function readFee({ needs, readBy, dayOf }: Reader): AskedEvent | null {
  needs('fee', ['feeFrom', 'feeTo'], 'fee_missing', 'Say which fee.');
  const fee = readBy('fee', parseFee);
  const [from, to] = [dayOf('feeFrom') ?? undefined, dayOf('feeTo') ?? undefined];
  if (fee === null) return null;
  return askedOf(
    { type: 'access_fee', fee, from, to },
    { fee: 'fee', from: 'feeFrom', to: 'feeTo', '': 'fee' },
  );
}

function readBoltOnEnd({ needs, readBy, dayOf }: Reader): AskedEvent | null {
  needs('endBoltOn', ['endBoltOnOn'], 'bolt_on_missing', 'Choose the bolt-on that ends.');
  needs('endBoltOnOn', ['endBoltOn'], 'day_missing', 'Say which day is the first without it.');
  const ending = readBy('endBoltOn', readBoltOnThere);
  const on = dayOf('endBoltOnOn');
  if (ending === null || on === null) return null;
  return askedOf({ type: 'end_bolt_on', ...ending, on }, { on: 'endBoltOnOn', '': 'endBoltOn' });
}

function readBoltOn({ needs, readBy, dayOf, textOf, isTicked }: Reader): AskedEvent | null {
  needs('boltOn', ['boltOnFrom', 'boltOnUntil', 'boltOnOnce'], 'bolt_on_missing', 'Say which bolt-on.');
  needs('boltOnFrom', ['boltOn'], 'day_missing', 'Say which day is its first.');
  needs('service', ['boltOn'], 'service_missing', 'Choose the service that it is for.');
  const serviceId = readBy('service', (text, path) => parseId('service', text, path));
  const [boltOn, from, until] = [textOf('boltOn'), dayOf('boltOnFrom'), dayOf('boltOnUntil')];
  if (boltOn === '' || serviceId === null || from === null) return null;
  return askedOf(
    { type: 'add_bolt_on', serviceId, boltOn, from, until, once: isTicked('boltOnOnce') },
    { boltOn: 'boltOn', service: 'service', from: 'boltOnFrom', until: 'boltOnUntil', '': 'boltOn' },
  );
}

function readSuspension({ needs, dayOf, isTicked }: Reader): AskedEvent | null {
  needs('suspendFrom', ['suspendUntil', 'suspendBilled'], 'day_missing', 'Say from which day on.');
  const [from, until] = [dayOf('suspendFrom'), dayOf('suspendUntil')];
  if (from === null) return null;
  return askedOf(
    { type: 'suspend', from, until, billed: isTicked('suspendBilled') },
    { from: 'suspendFrom', until: 'suspendUntil', '': 'suspendFrom' },
  );
}

function readMigration({ needs, dayOf, textOf }: Reader): AskedEvent | null {
  needs('migrateOn', ['migrateTo'], 'migration_without_day', 'Say on which day it takes over.');
  needs('migrateTo', ['migrateOn'], 'migration_without_plan', 'Say which plan takes over.');
  const [packagePlan, on] = [textOf('migrateTo'), dayOf('migrateOn')];
  if (packagePlan === '' || on === null) return null;
  return askedOf(
    { type: 'migrate', on, packagePlan },
    { packagePlan: 'migrateTo', on: 'migrateOn', '': 'migrateTo' },
  );
}

function readCancellation({ dayOf }: Reader): AskedEvent | null {
  const on = dayOf('cancelOn');
  return on && askedOf({ type: 'cancel', on }, { on: 'cancelOn', '': 'cancelOn' });
}

/** `svc_12 STATIC-IP`: a bolt-on that is there, as `whatIfOffers` names it. */
function readBoltOnThere(
  text: string,
  path: string,
): Result<{ readonly serviceId: number; readonly boltOn: string }> {
  const [, service = '', boltOn = ''] = /^(\S+) (.+)$/.exec(text) ?? [];
  const id = parseId('service', service, path);
  return id.ok ? ok({ serviceId: id.value, boltOn }) : id;
}

/** `events[1].on` is told beside the field that it came from. */
export function atField(found: Fault, { events }: AskedWhatIf): Fault {
  const [, index, part = ''] = /^events\[(\d+)\](?:\.(\w+))?$/.exec(found.path ?? '') ?? [];
  const fields = index === undefined ? undefined : events[Number(index)]?.fields;
  const field = fields?.[part] ?? fields?.[''];
  return field === undefined ? found : { ...found, path: field };
}

export interface Offer {
  readonly value: string;
  readonly label: string;
}

/** What can be asked of a subscription as it stands. */
export interface WhatIfOffers {
  readonly isCancelled: boolean;
  readonly isSuspended: boolean;
  readonly isMigrating: boolean;
  /** The services that a bolt-on may be for. */
  readonly services: readonly Offer[];
  /** The bolt-ons that may end. */
  readonly boltOns: readonly Offer[];
}

export function whatIfOffers({ end, suspensions, migrationAhead, services }: SubscriptionView): WhatIfOffers {
  const served = services.filter(({ status, side }) => side === 'sell' && status !== 'cancelled');
  return {
    isCancelled: end !== null,
    isSuspended: suspensions.length > 0,
    isMigrating: migrationAhead !== null,
    services: served.map(({ id, servicePlan, identifier }) => ({
      value: formatId('service', id),
      label: [servicePlan.name, identifier].filter(Boolean).join(' · '),
    })),
    boltOns: served.flatMap(({ id, servicePlan, boltOns }) =>
      // One that came back after it had ended is the same one.
      [...new Map(boltOns.map(({ boltOn }) => [boltOn.code, boltOn.name]))]
        .filter(([code]) => code !== '')
        .map(([code, name]) => ({
          value: `${formatId('service', id)} ${code}`,
          label: `${name} of ${servicePlan.name}`,
        })),
    ),
  };
}
