import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, plainDate } from '#core/calendar.ts';
import { cancelOrder } from '#core/orders/cancel-order.ts';
import { checkVersion, toldBy } from '#core/orders/change-order.ts';
import { claimRequest, releaseRequest } from '#core/orders/claim-request.ts';
import { editOrder, editRequest, resubmitOrder } from '#core/orders/edit-order.ts';
import { haltOrder } from '#core/orders/halt-order.ts';
import { noticesOf } from '#core/orders/notices.ts';
import {
  type By,
  isChange,
  type Order,
  type OrderChange,
  type OrderService,
  type OrderSubscription,
} from '#core/orders/order.ts';
import { canMove, orderStatusOf, STATUSES, type Status } from '#core/orders/states.ts';
import type { Result } from '#core/result.ts';
import { anOrder, anOrderService, SELLER, WHOLESALER } from '#test/support/builders.ts';

const DANA: By = {
  company: WHOLESALER,
  actorId: 'usr_1',
  name: 'Dana Doer',
  at: '2026-03-02T00:00:00.000Z' as Instant,
  timeZone: 'Australia/Sydney',
};
const SAM: By = { ...DANA, company: SELLER, actorId: 'usr_2', name: 'Sam Seller' };
const TODAY = { today: plainDate('2026-03-02'), contractTypes: ['NBN-12M'] };

const orderOf = (...statuses: readonly Status[]): Order => {
  const services = statuses.map((status, index) => anOrderService({ position: index + 1, status }));
  return anOrder({ status: orderStatusOf(statuses), services });
};
const first = (order: Order): OrderService => {
  const [service] = order.services;
  if (!service) throw new Error('an order has services');
  return service;
};

/** Every deed, done to the first service of an order in a given status. */
const DEEDS: Readonly<Record<string, (order: Order) => Result<OrderChange>>> = {
  halt: (order) => haltOrder(order, DANA, { services: [first(order)], rejectionDetails: 'No such address.' }),
  resubmit: (order) => resubmitOrder(order, SAM, {}, TODAY),
  cancel: (order) => cancelOrder(order, SAM, null),
  'edit (seller)': (order) =>
    editOrder(order, SAM, { services: [{ position: 1, details: { ntd: 'NTD1' } }] }, TODAY),
  'edit (queue)': (order) => editRequest(order, DANA, first(order), { ntd: 'NTD1' }),
  claim: (order) => claimRequest(order, DANA, first(order), { takeOver: false }),
};

describe('which deed a status allows', () => {
  it.each<[string, Partial<Record<Status, Status>>]>([
    ['halt', { pending: 'halted' }],
    ['resubmit', { halted: 'pending' }],
    ['cancel', { pending: 'cancelled', halted: 'cancelled' }],
    ['edit (seller)', { pending: 'pending', halted: 'halted' }],
    ['edit (queue)', { pending: 'pending', halted: 'halted', active: 'active' }],
    ['claim', { pending: 'pending', halted: 'halted' }],
  ])('%s', (deed, allowed) => {
    for (const status of STATUSES) {
      const result = DEEDS[deed]?.(orderOf(status));
      const after = result?.ok ? result.value.after.services[0]?.status : undefined;
      expect([status, after]).toEqual([status, allowed[status]]);
      if (result?.ok === false) expect(result.faults.map(({ kind }) => kind)).toEqual(['conflict']);
    }
  });
});

describe('PROV-3: resubmitting beside a subscription', () => {
  const GRID = {
    start: plainDate('2026-03-01'),
    anchor: { monthIndex: 24_315, day: 1 },
    lengthMonths: 1,
  };
  const inForce = (status: 'active' | 'cancelled'): OrderSubscription => ({
    id: 1,
    status,
    start: GRID.start,
    packagePlan: { id: 600, code: 'NBN-50' },
    grid: GRID,
  });
  const resubmit = (
    subscription: 'active' | 'cancelled',
    supply: 'active' | 'cancelled' | null,
    service: Partial<OrderService> = {},
  ) => {
    const order = orderOf('active', 'halted');
    const result = resubmitOrder(
      {
        ...order,
        subscription: inForce(subscription),
        supply: supply && inForce(supply),
        services: order.services.map((one) => ({ ...one, ...service })),
      },
      SAM,
      {},
      TODAY,
    );
    return result.ok ? result.value.after.status : result.faults.map(({ code }) => code);
  };

  it('is refused once the subscription that it was to join is cancelled', () => {
    expect(resubmit('active', null)).toBe('pending');
    expect(resubmit('cancelled', null)).toEqual(['subscription_cancelled']);
    expect(resubmit('cancelled', 'cancelled')).toEqual(['subscription_cancelled']);
  });

  it('is refused once the wholesaler has ended its supply, of what it supplies', () => {
    expect(resubmit('active', 'active')).toBe('pending');
    expect(resubmit('active', 'cancelled')).toEqual(['supply_cancelled']);
    expect(resubmit('active', 'cancelled', { wholesaleServicePlan: null })).toBe('pending');
  });
});

describe('laws of every change (PROV-4, PROV-5, PROV-6)', () => {
  const change = fc
    .record({
      statuses: fc.array(fc.constantFrom(...STATUSES), { minLength: 1, maxLength: 4 }),
      deed: fc.constantFrom(...Object.keys(DEEDS)),
    })
    .map(({ statuses, deed }) => DEEDS[deed]?.(orderOf(...statuses)))
    .filter((result) => result?.ok === true && isChange(result.value))
    .map((result) => (result as { value: OrderChange }).value);

  it('moves services only as the table allows, and the order follows them', () => {
    fc.assert(
      fc.property(change, ({ before, after }) => {
        for (const [index, service] of after.services.entries()) {
          const was = before.services[index]?.status ?? service.status;
          expect(was === service.status || canMove('service', was, service.status)).toBe(true);
          expect(service.request?.status).toBe(service.status);
        }
        expect(after.status).toBe(orderStatusOf(after.services.map(({ status }) => status)));
      }),
    );
  });

  it('makes one entry for each version that it makes, and no version without one', () => {
    fc.assert(
      fc.property(change, ({ before, after, log }) => {
        const orderVersions = log.flatMap(({ orderVersion }) => orderVersion ?? []);
        expect(orderVersions).toEqual(after.version === before.version ? [] : [before.version + 1]);
        for (const [index, { request }] of after.services.entries()) {
          const was = before.services[index]?.request;
          const entries = log.filter(({ requestId }) => requestId === request?.id);
          expect(entries.map(({ requestVersion }) => requestVersion)).toEqual(
            request && request.version !== was?.version ? [(was?.version ?? 0) + 1] : [],
          );
        }
      }),
    );
  });

  it('has Rejection Details while halted, and only then', () => {
    fc.assert(
      fc.property(change, ({ after }) => {
        for (const { status, request } of after.services)
          expect(request?.rejectionDetails !== null).toBe(status === 'halted');
      }),
    );
  });

  it('tells the seller nothing that is internal, and no two notices with one key', () => {
    fc.assert(
      fc.property(change, (made) => {
        const notices = noticesOf(made);
        const keys = notices.map(({ topic, dedupeKey }) => `${topic} ${dedupeKey}`);
        expect(new Set(keys).size).toBe(keys.length);
        if (made.log.every(({ visibility }) => visibility === 'internal'))
          expect(notices.filter(({ companyId }) => companyId === SELLER.id)).toEqual([]);
      }),
    );
  });
});

describe('PROV-3: whom the Rejection Details are for', () => {
  it('is the retailer where a wholesaler halts, the customer where the seller does', () => {
    const order = orderOf('pending');
    const visibility = (by: By) => {
      const result = haltOrder(order, by, { services: order.services, rejectionDetails: 'No.' });
      return result.ok ? result.value.log.map((entry) => entry.visibility) : [];
    };
    expect([visibility(DANA), visibility(SAM)]).toEqual([['shared'], ['customer']]);
  });
});

describe('PROV-5: what the second of two people is told', () => {
  const change = {
    event: 'halted',
    actor: 'Dana Doer',
    company: WHOLESALER,
    at: DANA.at,
    visibility: 'shared',
  } as const;

  it('names the person at the own company, and the company of anybody else', () => {
    expect(toldBy(change, DANA)).toBe('Dana Doer halted it on 2 Mar 2026 at 11:00');
    expect(toldBy(change, { ...SAM, timeZone: 'Australia/Perth' })).toBe(
      'Dana Doer (Wavelink Wholesale) halted it on 2 Mar 2026 at 08:00',
    );
  });

  it('says of what is internal to another company only that it acted', () => {
    expect(toldBy({ ...change, event: 'claimed', visibility: 'internal' }, SAM)).toBe(
      'Wavelink Wholesale changed it on 2 Mar 2026 at 11:00',
    );
  });

  it('lets pass who names no version, or the present one', () => {
    const order = orderOf('pending');
    expect([undefined, 1, 2].map((seen) => checkVersion(order, seen, SAM).ok)).toEqual([true, true, false]);
  });
});

describe('several services in one order', () => {
  it('says of which service an entry is', () => {
    const order = orderOf('pending', 'pending');
    const result = haltOrder(order, DANA, { services: order.services, rejectionDetails: 'No.' });
    expect(result.ok && result.value.log.map(({ text, orderVersion }) => [text, orderVersion])).toEqual([
      ['Service 1: Provisioning Halted: No.', 2],
      ['Service 2: Provisioning Halted: No.', null],
    ]);
  });

  it('resubmits all that is halted, and corrects what waits in the same breath', () => {
    const order = orderOf('halted', 'pending', 'active', 'halted');
    const edits = { services: [{ position: 2, details: { ntd: 'NTD2' } }] };
    const result = resubmitOrder(order, SAM, edits, TODAY);
    expect(result.ok && result.value.positions).toEqual([1, 4, 2]);
    expect(result.ok && result.value.after.services.map(({ status }) => status)).toEqual([
      'pending',
      'pending',
      'active',
      'pending',
    ]);
  });

  it('puts a request back only where somebody had it', () => {
    const result = releaseRequest(orderOf('pending'), DANA, first(orderOf('pending')));
    expect(result.ok && isChange(result.value)).toBe(false);
  });
});
