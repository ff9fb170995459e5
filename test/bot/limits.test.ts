/** Whatever people write, what Cardline shows of it in Slack is within Slack's limits and says what they wrote. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueuePage } from '#app/orders/list-queue.ts';
import type { OrderView, RequestView } from '#app/orders/views.ts';
import { CHANGE_STATUSES, type ChangeSet } from '#app/ports/catalogue.ts';
import type { LogRow } from '#app/ports/orders.ts';
import { clip, isolated, safe } from '#bot/blocks/text.ts';
import { changeCard } from '#bot/changes/change-card.ts';
import { previewView } from '#bot/changes/preview-change.ts';
import { orderCard } from '#bot/orders/order-card.ts';
import { queueList } from '#bot/queue/queue-list.ts';
import {
  AGES,
  type QueueState,
  readState,
  stateFromWords,
  WHOLE_QUEUE,
  writeState,
} from '#bot/queue/queue-state.ts';
import { requestCard } from '#bot/requests/request-card.ts';
import { detailsView, ENTRIES } from '#bot/requests/request-details.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import { SERVICE_TYPES } from '#core/catalogue/rows.ts';
import { serviceFieldsOf } from '#core/orders/service-details.ts';
import { STATUSES } from '#core/orders/states.ts';
import { NEED_CODES } from '#core/workbook/approval-needs.ts';
import { checkMessageBlocks, checkView, tooLong } from '#test/support/slack/block-kit/surfaces.ts';

const URL = 'https://cardline.example';
const AT = '2026-03-02T00:00:00.000Z' as Instant;
const DAY = '2026-03-02' as PlainDate;

/** Letters of every script, joined emoji, right-to-left text, markup, and a lot of it. */
const words = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '<!channel> <@U123> <https://evil.example|click>',
      '*bold* _it_ ~no~ `code` > quote',
      'שלום עולם',
      '👩‍👩‍👧‍👦'.repeat(20),
      'a & b < c',
    ),
    fc.constantFrom('x', '🙂', 'ж').map((one) => one.repeat(maxLength)),
  );

const request: fc.Arbitrary<RequestView> = fc
  .record({
    status: fc.constantFrom(...STATUSES),
    serviceType: fc.constantFrom(...SERVICE_TYPES),
    name: words(200),
    company: words(200),
    supplier: words(200),
    assignee: fc.option(words(100)),
    rejection: words(3000),
    detail: words(1000),
    isOwn: fc.boolean(),
  })
  .map(({ status, serviceType, name, company, supplier, assignee, rejection, detail, isOwn }) => ({
    id: 123_456_789,
    version: 12,
    status,
    statusText: status,
    servicePlan: { code: 'WL-NBN-50', name },
    supplier,
    assignee: assignee === null ? null : { id: 'usr_1', name: assignee },
    rejectionDetails: status === 'halted' ? rejection : null,
    createdAt: AT,
    updatedAt: AT,
    resubmittedAt: null,
    orderNumber: 'BG-O-1234567',
    orderVersion: 7,
    seller: { id: 1, code: 'bluegum', name: company },
    account: isOwn ? { reference: 'BG-1', name: company } : null,
    position: 1,
    serviceType,
    details: Object.fromEntries(
      serviceFieldsOf(serviceType).map(({ key, maxLength }) => [key, detail.slice(0, maxLength)]),
    ),
    requestedOn: DAY,
    activatedOn: status === 'active' ? DAY : null,
    ageDays: 12,
    ageText: '12 days',
    sla: status === 'pending' ? { dueOn: DAY, state: 'late', text: '3 working days late' } : null,
    isMine: false,
    workflow: null,
    deeds: status === 'cancelled' ? [] : ['edit', 'activate', 'halt', 'claim', 'release'],
  }));

const entry = (text: string): LogRow => ({
  id: 1,
  at: AT,
  company: { id: 1, code: 'wavelink', name: text },
  actor: text,
  via: 'slack',
  event: 'edited',
  text,
  changes: { address: { from: text, to: text } },
  visibility: 'shared',
  position: 1,
});

/** A change set of any state, with long names, many needs and rows, and prices that move. */
const change: fc.Arbitrary<ChangeSet> = fc
  .record({
    status: fc.constantFrom(...CHANGE_STATUSES),
    text: words(3000),
    name: words(200),
    code: words(100),
    count: fc.integer({ min: 0, max: 80 }),
  })
  .map(({ status, text, name, code, count }): ChangeSet => {
    const tuple = (at: number) => [`${code}${at}`, name, name, 'Voice', 'second', null];
    const move = {
      tab: 'Rates',
      key: text,
      column: name,
      from: '0.02',
      to: '0.03',
      difference: '+0.01',
      perCent: 50,
    };
    const row = { tab: 'Rates', key: text, change: 'changed' as const, activeSubscriptions: 3 };
    const fields = [{ column: name, from: text, to: text, difference: null, perCent: null }];
    const isDecided = status !== 'pending';
    return {
      id: 123_456,
      status,
      source: text.slice(0, 500),
      sourceRevision: '1-2-3',
      baseVersion: 12,
      contentHash: 'f'.repeat(64),
      catalogueHash: 'f'.repeat(64),
      editedBy: Array.from({ length: 12 }, () => name),
      submittedBy: name,
      submittedById: 'usr_1',
      createdAt: AT,
      decidedBy: isDecided ? name : null,
      decidedById: isDecided ? 'usr_2' : null,
      decidedAt: isDecided ? AT : null,
      reason: isDecided ? text : null,
      publishOn: status === 'scheduled' ? DAY : null,
      publishedVersion: status === 'published' ? 13 : null,
      restores: null,
      added: count,
      changed: 0,
      removed: 0,
      faults: [],
      notes: Array.from({ length: 20 }, () => ({
        tab: 'Rates',
        row: null,
        key: null,
        column: null,
        cell: null,
        code: 'rate_in_past' as const,
        message: text,
      })),
      impact: {
        plans: [{ code, activeSubscriptions: 3, openOrders: 1 }],
        activeSubscriptions: 3,
        prices: { rises: Array.from({ length: count }, () => move), falls: [], spread: [] },
        tabs: [],
        reach: null,
        fees: null,
        margins: null,
        usage: null,
      },
      plan: {
        tariffs: {
          added: Array.from({ length: count }, (_, at) => tuple(at)),
          changed: [],
          removed: [],
          unchanged: 0,
        },
      },
      facts: { largestRise: null, zeroPrices: { count: 0, first: [] } },
      needs: NEED_CODES.map((need) => ({
        code: need,
        asks: need === 'mass_removal' ? ('confirmation' as const) : ('second_person' as const),
        message: text,
      })),
      moved:
        status === 'stale'
          ? { count: 99, rows: Array.from({ length: 10 }, () => ({ ...row, fields })) }
          : null,
    };
  });

const remembers = {
  request: 1,
  version: 1,
  from: { kind: 'card', responseUrl: 'https://hooks.slack.com/x' },
} as const;

describe('within Slack’s limits, whatever people write', () => {
  it('the card of a request', () => {
    fc.assert(
      fc.property(request, (one) => {
        const card = requestCard(one, URL);
        expect(checkMessageBlocks(card.blocks)).toEqual([]);
        expect(tooLong(card)).toBeNull();
      }),
    );
  });

  it('a page of the queue, in a message and on App Home', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 10 }), words(75), (requests, supplier) => {
        const page: QueuePage = {
          items: requests.map((one, index) => ({ ...one, id: 1_000_000 + index })),
          nextCursor: '1234567',
          counts: {
            pending: 500,
            halted: 12,
            mine: 3,
            unassigned: 490,
            late: 100,
            suppliers: Array.from({ length: 150 }, (_, at) => ({ supplier: `${supplier}${at}`, count: at })),
            serviceTypes: SERVICE_TYPES.map((serviceType) => ({ serviceType, count: 100 })),
          },
        };
        const blocks = queueList(page, { ...WHOLE_QUEUE, supplier, cursor: '42' }, URL);
        expect(checkMessageBlocks(blocks)).toEqual([]);
        expect(tooLong({ text: '', blocks })).toBeNull();
        expect(checkView({ type: 'home', blocks }, 'home')).toEqual([]);
      }),
    );
  });

  it('the card of a change set, and its preview', () => {
    fc.assert(
      fc.property(change, (one) => {
        const card = changeCard(one, URL);
        expect(checkMessageBlocks(card.blocks)).toEqual([]);
        expect(tooLong(card)).toBeNull();
        expect(checkView(previewView(one, URL), 'modal')).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('the details of a request with a long log', () => {
    fc.assert(
      fc.property(request, words(3000), (one, text) => {
        const log = { items: Array.from({ length: ENTRIES }, () => entry(text)), nextCursor: 'k1' };
        const view = detailsView({ request: one, log, timeZone: 'Australia/Melbourne', url: URL, remembers });
        expect(checkView(view, 'modal')).toEqual([]);
        expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(250_000);
      }),
      { numRuns: 40 },
    );
  });

  it('the card of an order with many services', () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 30 }), words(200), (requests, name) => {
        const order: OrderView = {
          id: 1,
          number: 'BG-O-1234567',
          version: 3,
          status: 'halted',
          statusText: 'Provisioning Halted',
          account: { id: 1, reference: 'BG-1', name },
          packagePlan: { code: 'BUNDLE', name },
          requestedOn: DAY,
          contractType: null,
          contractDocument: null,
          source: 'staff',
          createdAt: AT,
          updatedAt: AT,
          subscription: null,
          services: requests.map((one, index) => ({
            position: index + 1,
            servicePlan: one.servicePlan,
            serviceType: one.serviceType,
            details: one.details,
            status: one.status,
            statusText: one.statusText,
            activatedOn: one.activatedOn,
            provisionedBy: one.seller,
            rejectionDetails: one.rejectionDetails,
            request: null,
            workflow: null,
          })),
          deeds: ['resubmit'],
        };
        const card = orderCard(order, URL);
        expect(checkMessageBlocks(card.blocks)).toEqual([]);
        expect(tooLong(card)).toBeNull();
      }),
    );
  });
});

describe('text', () => {
  it('is shortened between letters, never through one', () => {
    expect(clip('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 12)).toBe('👩‍👩‍👧‍👦…');
    expect(clip('short', 5)).toBe('short');
    expect(clip('longer', 5)).toBe('long…');
  });

  it('mentions nobody and links nowhere, whatever it says', () => {
    expect(safe('<!channel> & <@U1>')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;');
  });

  it('from right to left keeps to itself', () => {
    expect(isolated('שלום')).toBe('\u2068שלום\u2069');
    expect(isolated('plain')).toBe('plain');
  });
});

it('whose it is names halted requests too, as the number beside it does, unless one state is asked for', () => {
  const stateOf = (...words: string[]) => {
    const { assigned, status } = stateFromWords(words).state;
    return [assigned, status];
  };
  expect(stateOf('mine')).toEqual(['mine', 'open']);
  expect(stateOf('unassigned')).toEqual(['nobody', 'open']);
  expect(stateOf('mine', 'pending')).toEqual(['mine', 'pending']);
  expect(stateOf('halted', 'mine')).toEqual(['mine', 'halted']);
});

it('what a list shows survives the id of its blocks', () => {
  fc.assert(
    fc.property(
      fc.record<QueueState>({
        status: fc.constantFrom('pending', 'halted', 'open'),
        assigned: fc.constantFrom('all', 'mine', 'nobody'),
        supplier: fc.option(fc.string({ minLength: 1, maxLength: 20 })),
        serviceType: fc.option(fc.constantFrom(...SERVICE_TYPES)),
        age: fc.constantFrom(...AGES),
        cursor: fc.option(fc.stringMatching(/^[0-9]{1,9}$/)),
      }),
      (state) => {
        const text = writeState(state);
        expect(text.length).toBeLessThanOrEqual(120);
        if (encodeURIComponent(state.supplier ?? '').length < 40) expect(readState(text)).toEqual(state);
      },
    ),
  );
});
