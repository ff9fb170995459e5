/** The deeds on a subscription as forms: when each is offered, what it asks for, and the doing of it. */

import type { Actor } from '#app/ports/platform.ts';
import type { Changed, DeedInput } from '#app/subscriptions/change-subscription.ts';
import type { ExpectedLine, NextRun } from '#app/subscriptions/next-run.ts';
import type { SubscriptionServices } from '#app/subscriptions/services.ts';
import type { SubscriptionView } from '#app/subscriptions/views.ts';
import { type PlainDate, parseDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { formatCents, parseFee } from '#core/money.ts';
import { type Fault, no, ok, type Result } from '#core/result.ts';
import type { Form } from '../guards/form-guard.ts';
import type { Field } from '../parts/form.ts';

/** What a deed would do, or has done. */
export interface Outcome {
  readonly subscription: SubscriptionView;
  readonly nextRun: NextRun;
  readonly breakOut: readonly ExpectedLine[];
  readonly text: string;
}

export interface SubscriptionDeed {
  /** In the address, and unique. */
  readonly name: string;
  readonly title: string;
  /** The button that does it, after the preview. */
  readonly confirm: string;
  readonly tone: 'first' | 'danger';
  readonly fields: readonly Field[];
  readonly isOffered: (one: SubscriptionView) => boolean;
  /** What its fields hold at first, beside today in `on` and `from`. */
  readonly valuesOf: (one: SubscriptionView) => Readonly<Record<string, string>>;
  readonly work: (
    subscriptions: SubscriptionServices,
    actor: Actor,
    base: DeedInput,
    sent: Form,
  ) => Promise<Result<Outcome>>;
}

export const VERSION: Field = { name: 'version', label: 'Version', kind: 'hidden' };

const NO_VALUES = () => ({});
const hasService = ({ status }: SubscriptionView): boolean => status !== 'cancelled';

const outcomeOf = <Told extends { readonly text: string }>(done: Result<Changed<Told>>): Result<Outcome> =>
  done.ok ? ok({ ...done.value, text: done.value.told.text }) : done;

const CANCEL: SubscriptionDeed = {
  name: 'cancel',
  title: 'Cancel',
  confirm: 'Cancel the subscription',
  tone: 'danger',
  fields: [
    {
      name: 'on',
      label: 'First day without service',
      kind: 'date',
      help: 'The last day of service is the day before.',
    },
  ],
  isOffered: hasService,
  valuesOf: NO_VALUES,
  async work(subscriptions, actor, base, sent) {
    const on = dateOf(sent, 'on');
    if (!on.ok) return on;
    return outcomeOf(await subscriptions.cancelSubscription(actor, { ...base, on: on.value }));
  },
};

const WITHDRAW_CANCELLATION: SubscriptionDeed = {
  name: 'withdraw-cancellation',
  title: 'Withdraw the cancellation',
  confirm: 'Withdraw the cancellation',
  tone: 'first',
  fields: [],
  isOffered: ({ end }) => end !== null,
  valuesOf: NO_VALUES,
  work: async (subscriptions, actor, base) =>
    outcomeOf(await subscriptions.withdrawCancellation(actor, base)),
};

const SUSPEND: SubscriptionDeed = {
  name: 'suspend',
  title: 'Suspend',
  confirm: 'Suspend the subscription',
  tone: 'danger',
  fields: [
    { name: 'from', label: 'First day without service', kind: 'date' },
    {
      name: 'until',
      label: 'First day with service again',
      kind: 'date',
      isOptional: true,
      help: 'Empty: until it is resumed.',
    },
    {
      name: 'billed',
      label: 'Charge it all the same',
      kind: 'tick',
      help: 'Otherwise its days are credited or left out, where the plan has Pro Rata.',
    },
    { name: 'reason', label: 'Reason', isOptional: true, help: 'For your own staff.' },
  ],
  isOffered: hasService,
  valuesOf: NO_VALUES,
  async work(subscriptions, actor, base, sent) {
    const from = dateOf(sent, 'from');
    const until = maybeDateOf(sent, 'until');
    if (!from.ok || !until.ok) return no(...faultsOf(from, until));
    return outcomeOf(
      await subscriptions.suspendSubscription(actor, {
        ...base,
        from: from.value,
        until: until.value,
        billed: sent.isTicked('billed'),
        reason: sent.optional('reason'),
      }),
    );
  },
};

const RESUME: SubscriptionDeed = {
  name: 'resume',
  title: 'Resume',
  confirm: 'Resume the subscription',
  tone: 'first',
  fields: [
    {
      name: 'on',
      label: 'First day with service again',
      kind: 'date',
      help: 'The first day of the suspension takes it back whole.',
    },
  ],
  isOffered: ({ suspensions }) => suspensions.length > 0,
  valuesOf: NO_VALUES,
  async work(subscriptions, actor, base, sent) {
    const on = dateOf(sent, 'on');
    return on.ok ? outcomeOf(await subscriptions.resumeSubscription(actor, { ...base, on: on.value })) : on;
  },
};

const MIGRATE: SubscriptionDeed = {
  name: 'migrate',
  title: 'Migrate',
  confirm: 'Migrate',
  tone: 'first',
  fields: [
    { name: 'plan', label: 'New package plan', help: 'The code of a sell plan that is on sale.' },
    {
      name: 'on',
      label: 'From',
      kind: 'date',
      help: 'The new plan’s first day; where the old plan forbids it, the next boundary.',
    },
  ],
  isOffered: hasService,
  valuesOf: NO_VALUES,
  async work(subscriptions, actor, base, sent) {
    const on = dateOf(sent, 'on');
    if (!on.ok) return on;
    const plan = sent.text('plan');
    return outcomeOf(await subscriptions.migrateSubscription(actor, { ...base, on: on.value, plan }));
  },
};

const WITHDRAW_MIGRATION: SubscriptionDeed = {
  name: 'withdraw-migration',
  title: 'Withdraw the migration',
  confirm: 'Withdraw the migration',
  tone: 'first',
  fields: [],
  isOffered: ({ migrationAhead }) => migrationAhead !== null,
  valuesOf: NO_VALUES,
  work: async (subscriptions, actor, base) => outcomeOf(await subscriptions.withdrawMigration(actor, base)),
};

const FEE: SubscriptionDeed = {
  name: 'fee',
  title: 'Access fee of its own',
  confirm: 'Set the fee',
  tone: 'first',
  fields: [
    {
      name: 'fee',
      label: 'Access fee',
      kind: 'amount',
      isOptional: true,
      help: 'In place of the plan’s, where the plan allows it. Empty: the plan’s own fee again.',
    },
    {
      name: 'from',
      label: 'For periods that begin from',
      kind: 'date',
      isOptional: true,
      help: 'Empty: from the next period billed, in place of all that was set before.',
    },
    { name: 'to', label: '… and not after', kind: 'date', isOptional: true, help: 'Empty: on and on.' },
  ],
  isOffered: hasService,
  valuesOf: ({ accessFeeOverride: fee }) => ({ fee: fee === null ? '' : formatCents(fee), from: '', to: '' }),
  async work(subscriptions, actor, base, sent) {
    const text = sent.text('fee');
    const fee = text === '' ? ok(null) : parseFee(text, 'fee');
    const from = maybeDateOf(sent, 'from');
    const to = maybeDateOf(sent, 'to');
    if (!fee.ok || !from.ok || !to.ok) return no(...faultsOf(fee, from, to));
    return outcomeOf(
      await subscriptions.overrideAccessFee(actor, {
        ...base,
        fee: fee.value,
        from: from.value ?? undefined,
        to: to.value ?? undefined,
      }),
    );
  },
};

const SERVICE: Field = {
  name: 'service',
  label: 'Service',
  help: 'Its id, as it stands at the head of the service (svc_…).',
  paths: ['serviceId'],
};

const ADD_BOLT_ON: SubscriptionDeed = {
  name: 'add-bolt-on',
  title: 'Add a bolt-on',
  confirm: 'Add the bolt-on',
  tone: 'first',
  fields: [
    SERVICE,
    { name: 'boltOn', label: 'Bolt-on', help: 'Its code in the catalogue.' },
    { name: 'from', label: 'First day', kind: 'date' },
    {
      name: 'until',
      label: 'First day without',
      kind: 'date',
      isOptional: true,
      help: 'Empty: until it is ended.',
    },
    {
      name: 'once',
      label: 'Charge it once',
      kind: 'tick',
      help: 'On its first day, in place of each period.',
    },
  ],
  isOffered: hasService,
  valuesOf: serviceValue,
  async work(subscriptions, actor, base, sent) {
    const [service, from, until] = [serviceOf(sent), dateOf(sent, 'from'), maybeDateOf(sent, 'until')];
    if (!service.ok || !from.ok || !until.ok) return no(...faultsOf(service, from, until));
    return outcomeOf(
      await subscriptions.addBoltOn(actor, {
        ...base,
        serviceId: service.value,
        boltOn: sent.text('boltOn'),
        from: from.value,
        until: until.value,
        once: sent.isTicked('once'),
      }),
    );
  },
};

const END_BOLT_ON: SubscriptionDeed = {
  name: 'end-bolt-on',
  title: 'End a bolt-on',
  confirm: 'End the bolt-on',
  tone: 'danger',
  fields: [
    SERVICE,
    { name: 'boltOn', label: 'Bolt-on', help: 'Its code.' },
    { name: 'on', label: 'First day without', kind: 'date', help: 'Its first day takes it back whole.' },
  ],
  isOffered: ({ services }) => services.some(({ boltOns }) => boltOns.length > 0),
  valuesOf: serviceValue,
  async work(subscriptions, actor, base, sent) {
    const [service, on] = [serviceOf(sent), dateOf(sent, 'on')];
    if (!service.ok || !on.ok) return no(...faultsOf(service, on));
    return outcomeOf(
      await subscriptions.endBoltOn(actor, {
        ...base,
        serviceId: service.value,
        boltOn: sent.text('boltOn'),
        on: on.value,
      }),
    );
  },
};

export const DEEDS: readonly SubscriptionDeed[] = [
  CANCEL,
  WITHDRAW_CANCELLATION,
  SUSPEND,
  RESUME,
  MIGRATE,
  WITHDRAW_MIGRATION,
  FEE,
  ADD_BOLT_ON,
  END_BOLT_ON,
];

/** The only service, where there is one. */
function serviceValue({ services }: SubscriptionView): Readonly<Record<string, string>> {
  const [only, ...others] = services.filter(({ status }) => status !== 'cancelled');
  return only !== undefined && others.length === 0 ? { service: formatId('service', only.id) } : {};
}

const serviceOf = (sent: Form): Result<number> => parseId('service', sent.text('service'), 'service');

const maybeDateOf = (sent: Form, name: string): Result<PlainDate | null> =>
  sent.optional(name) === null ? ok(null) : dateOf(sent, name);

const faultsOf = (...read: readonly Result<unknown>[]): Fault[] =>
  read.flatMap((one) => (one.ok ? [] : one.faults));

const dateOf = (sent: Form, name: string): Result<PlainDate> => parseDate(sent.text(name), name);
