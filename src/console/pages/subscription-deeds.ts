/** The deeds on a subscription as forms: when each is offered, what it asks for, and the doing of it. */

import type { Actor } from '#app/ports/platform.ts';
import type { Changed, DeedInput } from '#app/subscriptions/change-subscription.ts';
import type { NextRun } from '#app/subscriptions/next-run.ts';
import type { SubscriptionServices } from '#app/subscriptions/services.ts';
import type { SubscriptionView } from '#app/subscriptions/views.ts';
import { type PlainDate, parseDate, spokenDate } from '#core/calendar.ts';
import { formatCents, parseFee } from '#core/money.ts';
import { no, ok, type Result } from '#core/result.ts';
import type { Form } from '../guards/form-guard.ts';
import type { Field } from '../parts/form.ts';

/** What a deed would do, or has done. */
export interface Outcome {
  readonly subscription: SubscriptionView;
  readonly nextRun: NextRun;
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
      help: 'The last day of service is the day before (BILL-8).',
    },
  ],
  isOffered: hasService,
  valuesOf: NO_VALUES,
  async work(subscriptions, actor, base, sent) {
    const on = dateOf(sent, 'on');
    if (!on.ok) return on;
    const done = await subscriptions.cancelSubscription(actor, { ...base, on: on.value });
    return done.ok
      ? ok({ ...done.value, text: `It has no service from ${spokenDate(done.value.told.on)} on.` })
      : done;
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
      help: 'Otherwise its days are credited or left out, where the plan has Pro Rata (BILL-6).',
    },
    { name: 'reason', label: 'Reason', isOptional: true, help: 'For your own staff.' },
  ],
  isOffered: hasService,
  valuesOf: NO_VALUES,
  async work(subscriptions, actor, base, sent) {
    const from = dateOf(sent, 'from');
    const until = sent.optional('until') === null ? ok(null) : dateOf(sent, 'until');
    if (!from.ok || !until.ok) return no(...(from.ok ? [] : from.faults), ...(until.ok ? [] : until.faults));
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
      help: 'The new plan’s first day; where the old plan forbids it, the next boundary (BILL-9).',
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
      help: 'In place of the plan’s, where the plan allows it (FEE-4). Empty: the plan’s own fee again.',
    },
  ],
  isOffered: hasService,
  valuesOf: ({ accessFeeOverride: fee }) => ({ fee: fee === null ? '' : formatCents(fee) }),
  async work(subscriptions, actor, base, sent) {
    const text = sent.text('fee');
    const fee = text === '' ? ok(null) : parseFee(text, 'fee');
    return fee.ok
      ? outcomeOf(await subscriptions.overrideAccessFee(actor, { ...base, fee: fee.value }))
      : fee;
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
];

const dateOf = (sent: Form, name: string): Result<PlainDate> => parseDate(sent.text(name), name);
