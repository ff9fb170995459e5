/** The form of what if: a group for each part of a subscription's life, as far as it can be asked of it. */
import type { WhatIfField, WhatIfOffers } from '#app/subscriptions/read-what-if.ts';
import type { Field, FieldGroup } from './form.ts';

interface WhatIfFormField extends Field {
  readonly name: WhatIfField | 'costs';
}

const CANCEL_ON: WhatIfFormField = {
  name: 'cancelOn',
  label: 'Cancelled: first day without service',
  kind: 'date',
  isOptional: true,
};
const WITHDRAW_CANCELLATION: WhatIfFormField = {
  name: 'withdrawCancellation',
  label: 'The cancellation is withdrawn',
  kind: 'tick',
};

const SUSPENSION: readonly WhatIfFormField[] = [
  { name: 'suspendFrom', label: 'Suspended: first day without service', kind: 'date', isOptional: true },
  {
    name: 'suspendUntil',
    label: 'First day with service again',
    kind: 'date',
    isOptional: true,
    help: 'Empty: until it is resumed.',
  },
  { name: 'suspendBilled', label: 'These days are charged all the same', kind: 'tick' },
];
const RESUME_ON: WhatIfFormField = {
  name: 'resumeOn',
  label: 'Resumed: first day with service',
  kind: 'date',
  isOptional: true,
  help: 'The first day of a suspension takes it back whole.',
};

const MIGRATION: readonly WhatIfFormField[] = [
  {
    name: 'migrateTo',
    label: 'Migrated to',
    isOptional: true,
    help: 'The code of a sell plan that is on sale.',
  },
  { name: 'migrateOn', label: 'Migrated from', kind: 'date', isOptional: true, help: 'Its first day.' },
];
const WITHDRAW_MIGRATION: WhatIfFormField = {
  name: 'withdrawMigration',
  label: 'The migration is withdrawn',
  kind: 'tick',
};

const FEE: readonly WhatIfFormField[] = [
  {
    name: 'fee',
    label: 'Access fee of its own',
    kind: 'amount',
    isOptional: true,
    help: 'Where the plan allows one.',
  },
  {
    name: 'feeFrom',
    label: 'For periods that begin from',
    kind: 'date',
    isOptional: true,
    help: 'Empty: from the next period billed.',
  },
  { name: 'feeTo', label: '… and not after', kind: 'date', isOptional: true, help: 'Empty: on and on.' },
];

const RUNS: readonly WhatIfFormField[] = [
  {
    name: 'until',
    label: 'Runs until',
    kind: 'date',
    isOptional: true,
    help: 'Empty: three months after the last of these days.',
  },
  { name: 'costs', label: 'With our own costs', kind: 'tick' },
];

function boltOnFields({ services }: WhatIfOffers): WhatIfFormField[] {
  return [
    { name: 'boltOn', label: 'Bolt-on added', isOptional: true, help: 'Its code in the catalogue.' },
    { name: 'service', label: 'To the service', kind: 'choice', choices: services },
    { name: 'boltOnFrom', label: 'Its first day', kind: 'date', isOptional: true },
    {
      name: 'boltOnUntil',
      label: 'First day without it',
      kind: 'date',
      isOptional: true,
      help: 'Empty: until it is ended.',
    },
    {
      name: 'boltOnOnce',
      label: 'It is charged once',
      kind: 'tick',
      help: 'On its first day, in place of each period.',
    },
  ];
}

const boltOnEnds = ({ boltOns }: WhatIfOffers): WhatIfFormField[] => [
  {
    name: 'endBoltOn',
    label: 'Bolt-on ended',
    kind: 'choice',
    choices: [{ value: '', label: 'None' }, ...boltOns],
  },
  {
    name: 'endBoltOnOn',
    label: 'First day without the ended one',
    kind: 'date',
    isOptional: true,
    help: 'Its first day takes it back whole.',
  },
];

export function whatIfGroups(offers: WhatIfOffers): FieldGroup[] {
  const { isCancelled, isMigrating, isSuspended, services, boltOns } = offers;
  const group = (legend: string, fields: readonly WhatIfFormField[]) => ({ legend, fields, isColumns: true });
  return [
    group('Cancellation', [CANCEL_ON, ...(isCancelled ? [WITHDRAW_CANCELLATION] : [])]),
    group('Suspension', [...SUSPENSION, ...(isSuspended ? [RESUME_ON] : [])]),
    group('Migration', [...MIGRATION, ...(isMigrating ? [WITHDRAW_MIGRATION] : [])]),
    group('Access fee', FEE),
    ...(services.length === 0
      ? []
      : [group('Bolt-ons', [...boltOnFields(offers), ...(boltOns.length === 0 ? [] : boltOnEnds(offers))])]),
    group('Runs', RUNS),
  ];
}
