/**
 * The catalogue of what webhooks can be told. A receiver relies on it, so what is not in it does not leave: a notice of another
 * topic is not delivered, and of a notice only the keys of its example are. Costs are in none of it.
 */
import { ORDER_TOPICS, REQUEST_TOPICS } from './order-topics.ts';
import { SUBSCRIPTION_TOPICS } from './subscription-topics.ts';
import type { WebhookTopic } from './topic.ts';

export const PING_TOPIC = 'webhook.ping';
export const DISABLED_TOPIC = 'webhook.disabled';

/** Of the installation's own gear: nothing that a receiver could use. */
export const INTERNAL_TOPICS: ReadonlySet<string> = new Set(['workbook.checked']);

const CHANGE = { change: 'chg_12', submittedBy: 'Pat Pricing', submittedById: 'usr_4' };
const DECIDED = { ...CHANGE, by: 'Ada Approver', byId: 'usr_2', editedBy: ['usr_4'] };
const COUNTS = { added: 1, changed: 4, removed: 0 };
const CARRIER = { carrier: 'opti-carrier', carrierName: 'Opti Carrier' };
const STUCK = {
  alert: 'alr_3',
  kind: 'unanswered',
  level: 'warn',
  audience: 'provisioning',
  ...CARRIER,
  request: 'req_12',
  order: 'BG-1001',
  retailer: 'Bluegum Telecom',
  servicePlan: 'W-NBN-50',
  stage: 'sent',
  stageText: 'FSR Request sent in file sequence 7',
  fileSequence: 7,
  since: '2026-03-02T00:00:00.000Z',
  days: 3,
  text: 'Opti Carrier has not answered for 3 working days.',
};
const GAP = { missing: [{ from: 4, to: 5 }], missingText: '4–5' };

const OTHER_TOPICS: readonly WebhookTopic[] = [
  {
    topic: 'invoice.issued',
    summary: 'An invoice was made.',
    about: 'id',
    example: {
      id: 'inv_42',
      number: 'INV-42',
      account: 'C-1001',
      issuedOn: '2026-04-01',
      period: { from: '2026-03-01', to: '2026-03-31' },
      amount: '45.41',
      tax: '4.54',
      total: '49.95',
    },
  },
  {
    topic: 'invoice.voided',
    summary: 'An invoice was taken back whole, by a credit note.',
    about: 'id',
    example: {
      id: 'inv_42',
      number: 'INV-42',
      creditNote: 'CN-3',
      account: 'C-1001',
      reason: 'Wrong address',
      reissued: true,
      total: '-49.95',
    },
  },
  {
    topic: 'invoices.made',
    summary: 'The invoices of a day were made; told again where a later run adds to them.',
    about: 'asOf',
    example: {
      asOf: '2026-04-01',
      invoices: 120,
      first: 'INV-42',
      last: 'INV-161',
      amount: '5449.20',
      tax: '544.80',
      total: '5994.00',
    },
  },
  {
    topic: 'invoices.drafted',
    summary: 'Drafts of invoices of a day wait to be looked at.',
    about: 'asOf',
    example: { asOf: '2026-04-01', drafts: 120 },
  },
  {
    topic: 'billing.run_begun',
    summary: 'A billing run that charges has begun.',
    about: 'run',
    example: { run: 'run_7', asOf: '2026-03-31', by: 'Bea Billing', via: 'slack' },
  },
  {
    topic: 'billing.run_done',
    summary: 'A billing run has charged everything up to a day; `sell.amount` is in whole cents.',
    about: 'run',
    example: {
      run: 'run_7',
      asOf: '2026-03-31',
      lines: 2204,
      sell: { lines: 1204, amount: 6021055 },
      parked: 1,
    },
  },
  {
    topic: 'billing.run_failed',
    summary: 'A billing run did not get to its end.',
    about: 'run',
    example: { run: 'run_7', asOf: '2026-03-31' },
  },
  {
    topic: 'schedule.failed',
    summary:
      'A day of what runs by itself failed: told at first, with another reason, and once a day for as long as it goes on.',
    about: 'job',
    example: {
      job: 'billing',
      day: '2026-03-31',
      reason: 'Billing of 2026-03-31 did not get to its end.',
      failures: 1,
      nextTryAt: '2026-03-30T15:01:00.000Z',
    },
  },
  {
    topic: 'schedule.recovered',
    summary: 'What failed by itself works again: the day is done.',
    about: 'job',
    example: { job: 'billing', day: '2026-03-31', failures: 3 },
  },
  {
    topic: 'billing.previewed',
    summary: 'What a scheduled billing day would charge was worked out ahead.',
    about: 'asOf',
    example: { asOf: '2026-03-31', run: 'run_6' },
  },
  {
    topic: 'billing.day_changed',
    summary: 'A scheduled billing day was approved, held, billed or failed; `text` says it in a sentence.',
    about: 'asOf',
    example: {
      asOf: '2026-03-31',
      run: 'run_6',
      status: 'approved',
      text: 'Bea Billing approved the billing of 31 Mar 2026.',
      by: 'Bea Billing',
      isLoud: true,
      report: 'run_7',
    },
  },
  {
    topic: 'billing.account_parked',
    summary: 'An account could not be billed and was set aside, with the reason.',
    about: 'account',
    example: { account: 'C-1001', reason: 'Plan NBN-50 has no price on 1 Mar 2026.', run: 'run_7' },
  },
  {
    topic: 'periods.approved',
    summary: 'Billing periods were approved.',
    about: 'first',
    example: { periods: 3, first: 'per_12', approvedBy: 'Bea Billing' },
  },
  {
    topic: 'quarantine.cleansed',
    summary: 'Quarantined usage was rated anew.',
    about: 'by',
    example: {
      filter: { supplier: 'opti-carrier' },
      records: 40,
      rated: 38,
      late: 2,
      version: 12,
      by: 'Bea Billing',
    },
  },
  {
    topic: 'usage.rerate_proposed',
    summary: 'A price of the past was changed: re-rating what was rated by it waits for somebody.',
    about: 'rerate',
    example: {
      rerate: 'rer_3',
      version: 12,
      records: 2204,
      services: 310,
      accounts: 290,
      text: '2,204 records of 290 accounts, charged 331.20, would be 298.08.',
    },
  },
  {
    topic: 'usage.rerated',
    summary: 'A re-rating was accepted and is written.',
    about: 'rerate',
    example: {
      rerate: 'rer_3',
      version: 12,
      records: 2204,
      services: 310,
      accounts: 290,
      by: 'Bea Billing',
    },
  },
  {
    topic: 'catalogue.submitted',
    summary: 'A change of the catalogue waits for approval.',
    about: 'change',
    example: { ...CHANGE, source: 'workbook', baseVersion: 11, ...COUNTS, activeSubscriptions: 240 },
  },
  {
    topic: 'catalogue.scheduled',
    summary: 'A change of the catalogue was approved, to be published on a day.',
    about: 'change',
    example: { ...DECIDED, publishOn: '2026-04-01' },
  },
  {
    topic: 'catalogue.published',
    summary: 'A change of the catalogue is in force.',
    about: 'change',
    example: {
      ...DECIDED,
      version: 12,
      source: 'workbook',
      approvedBy: 'Ada Approver',
      approvedById: 'usr_2',
      ...COUNTS,
      activeSubscriptions: 240,
    },
  },
  {
    topic: 'catalogue.rejected',
    summary: 'A change of the catalogue was turned down.',
    about: 'change',
    example: { ...DECIDED, reason: 'The fee is last year’s.' },
  },
  {
    topic: 'catalogue.withdrawn',
    summary: 'A change of the catalogue was taken back before it was decided or published.',
    about: 'change',
    example: { ...DECIDED, reason: 'A slip of the keyboard.' },
  },
  {
    topic: 'catalogue.stale',
    summary: 'A change of the catalogue could not be published: what it was made from has moved.',
    about: 'change',
    example: {
      ...DECIDED,
      approvedBy: null,
      approvedById: null,
      reason: 'The row was changed in version 12.',
    },
  },
  {
    topic: 'carrier.activity_file',
    summary: 'An activity file for a carrier is there.',
    about: 'carrier',
    example: {
      ...CARRIER,
      fileName: 'bluegum-opti-carrier-7.csv',
      sequence: 7,
      services: 12,
      contentHash: 'a3f1…',
      createdAt: '2026-03-02T00:00:00.000Z',
    },
  },
  {
    topic: 'workflow.records_reported',
    summary: 'Records of a carrier’s batch file could not be applied.',
    about: 'carrier',
    example: {
      ...CARRIER,
      file: 'batch-7.csv',
      sequence: 7,
      records: 12,
      reported: 2,
      text: '2 of 12 records of batch-7.csv (Opti Carrier) were not applied: look at its report.',
    },
  },
  {
    topic: 'workflow.not_collected',
    summary: 'Requests wait to be collected for a carrier longer than they should.',
    about: 'alert',
    example: {
      ...STUCK,
      kind: 'not_collected',
      stage: 'pending_collection',
      stageText: 'Pending Activity Collection',
      fileSequence: null,
    },
  },
  {
    topic: 'workflow.unanswered',
    summary: 'A carrier has not answered a request for some working days.',
    about: 'alert',
    example: STUCK,
  },
  {
    topic: 'workflow.gap',
    summary: 'Batch files of a carrier are missing: later ones came.',
    about: 'alert',
    example: {
      alert: 'alr_4',
      kind: 'gap',
      level: 'alert',
      audience: 'provisioning',
      ...CARRIER,
      ...GAP,
      text: 'Batch files 4–5 of Opti Carrier are missing: later ones came. Ask the carrier for them.',
    },
  },
  {
    topic: 'workflow.resolved',
    summary: 'What an alert of the workflow was about is over; it has the keys of that alert.',
    about: 'alert',
    example: {
      ...STUCK,
      ...GAP,
      resolvedAt: '2026-03-05T00:00:00.000Z',
      resolution: 'Service activation Complete',
    },
  },
  {
    topic: 'outbox.dead',
    summary: 'Messages to a target outside were given up; told once a day and target.',
    about: 'target',
    example: {
      delivery: 'dlv_310',
      channel: 'slack',
      target: 'slack:1:C024BE91L',
      topic: 'order.halted',
      subject: 'req_12',
      error: 'channel_not_found',
    },
  },
  {
    topic: DISABLED_TOPIC,
    summary: 'A webhook was switched off, since its receiver answered 410 Gone; told to your other webhooks.',
    about: 'webhook',
    example: {
      webhook: 'whk_3',
      url: 'https://erp.example.net/cardline',
      reason: 'erp.example.net answered 410.',
    },
  },
  {
    topic: PING_TOPIC,
    summary: 'A test that somebody asked for; it goes to the one webhook, whatever its topics.',
    about: 'webhook',
    example: { webhook: 'whk_3', by: 'Robin Admin' },
  },
];

export const WEBHOOK_TOPICS: readonly WebhookTopic[] = [
  ...ORDER_TOPICS,
  ...REQUEST_TOPICS,
  ...SUBSCRIPTION_TOPICS,
  ...OTHER_TOPICS,
];

const BY_NAME = new Map(WEBHOOK_TOPICS.map((entry) => [entry.topic, entry]));

export const webhookTopic = (topic: string): WebhookTopic | undefined => BY_NAME.get(topic);

/** What of a notice's body leaves. */
export const dataOf = (
  { example }: WebhookTopic,
  body: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([key]) => Object.hasOwn(example, key)));
