/** What a plan's calendar is asked for, as fields of a form; their names are those of `readCalendar`. */
import type { Field } from './form.ts';

/** @param otherPlans codes of the plans that it could be migrated to */
export const calendarFields = (otherPlans: readonly string[]): readonly Field[] => [
  { name: 'start', label: 'Start', kind: 'date', help: 'The activation date.' },
  { name: 'months', label: 'Months shown', kind: 'whole', help: 'From the start on, 1 to 60.' },
  {
    name: 'created',
    label: 'Entered on',
    kind: 'date',
    isOptional: true,
    help: 'What is due earlier is billed on this day. Empty: on the start.',
  },
  {
    name: 'invoiceDay',
    label: 'Invoice day of the account',
    kind: 'whole',
    help: '1 to 31.',
  },
  {
    name: 'invoicePeriodMonths',
    label: 'Months of an invoice period',
    kind: 'whole',
    help: '1 to 36.',
  },
  {
    name: 'firstPeriodEnd',
    label: 'First period end',
    kind: 'date',
    isOptional: true,
    help: 'Where the plan honours one.',
  },
  {
    name: 'cancelOn',
    label: 'Cancelled from',
    kind: 'date',
    isOptional: true,
    help: 'The first day without service, entered on that day.',
  },
  {
    name: 'suspendFrom',
    label: 'Suspended from',
    kind: 'date',
    isOptional: true,
    help: 'The first day without service, entered on that day.',
  },
  {
    name: 'suspendUntil',
    label: 'Suspended until',
    kind: 'date',
    isOptional: true,
    help: 'The first day with service again. Empty: on and on.',
  },
  {
    name: 'migrateOn',
    label: 'Migrated on',
    kind: 'date',
    isOptional: true,
    help: 'The other plan’s first day, entered on that day.',
  },
  {
    name: 'migrateTo',
    label: 'Migrated to',
    kind: 'choice',
    isOptional: true,
    choices: [
      { value: '', label: 'No other plan' },
      ...otherPlans.map((code) => ({ value: code, label: code })),
    ],
  },
  {
    name: 'approval',
    label: 'Period approval (arrears)',
    kind: 'choice',
    choices: [
      { value: '', label: 'As you bill' },
      { value: 'automatic', label: 'Automatic' },
      { value: 'manual', label: 'Manual' },
    ],
    help: 'In arrears a period is billed once it is approved.',
  },
  {
    name: 'approveAfterDays',
    label: 'Approved after so many days',
    kind: 'whole',
    isOptional: true,
    help: 'With manual approval: days after a period’s end. Empty: nobody approves.',
  },
];
