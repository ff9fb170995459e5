/**
 * Brings the example providers to life: their plans published, their orders placed and activated, their months billed, each
 * on the day on which it would have happened, through the same deeds as anybody's. Takes an empty database.
 */
import { systemActor } from '#app/people/system-actor.ts';
import type { OutboxEraser } from '#app/ports/jobs.ts';
import type { Actor, Clock } from '#app/ports/platform.ts';
import type { SentFile } from '#app/ports/workbook.ts';
import type { Services } from '#app/services.ts';
import {
  addDays,
  addMonths,
  dateIn,
  dayOf,
  dayOfMonth,
  type Instant,
  instantIn,
  monthIndexOf,
  type PlainDate,
} from '#core/calendar.ts';
import { parseFee } from '#core/money.ts';
import { invariant, type Result } from '#core/result.ts';
import { done } from './done.ts';
import { type Company, foundCompany, setCalendar } from './people.ts';
import {
  EXAMPLE_PROVIDERS,
  type ExampleCode,
  type ExampleOrder,
  type ExampleProvider,
  type ExampleSubscription,
  readExample,
} from './read-examples.ts';

export interface ExampleLoading {
  /** The folder examples/ */
  readonly folder: string;
  readonly now: Instant;
  /** The deeds on the database, at the time that the clock says. */
  makeServices(clock: Clock): Services;
  readonly outbox: OutboxEraser;
  /** Progress, a line each. */
  tell(line: string): void;
}

/** Something that happens at a moment of the past. */
interface Deed {
  readonly at: Instant;
  do(): Promise<unknown>;
}

interface House {
  readonly services: Services;
  readonly now: Instant;
  readonly companies: Readonly<Record<ExampleCode, Company>>;
  readonly examples: Readonly<Record<ExampleCode, ExampleProvider>>;
  /** Ids of what was sold so far. */
  readonly subscriptions: Map<ExampleSubscription, number>;
}

const HOUR = 60;

export async function loadExamples({
  folder,
  now,
  makeServices,
  outbox,
  tell,
}: ExampleLoading): Promise<void> {
  const examples = {
    wavelink: readExample(folder, 'wavelink'),
    bluegum: readExample(folder, 'bluegum'),
  };
  const begin = addMonths(dateIn('UTC', now), -27);
  let moment = instantIn('UTC', begin, 0);
  const services = makeServices({ now: () => moment });

  const wavelink = await foundCompany(services, examples.wavelink.setup);
  const bluegum = await foundCompany(services, examples.bluegum.setup);
  const house: House = {
    services,
    now,
    companies: { wavelink, bluegum },
    examples,
    subscriptions: new Map(),
  };
  done(
    'link bluegum to wavelink',
    await services.people.linkProviders({
      wholesaler: 'wavelink',
      retailer: 'bluegum',
      accountReference: 'BLUEGUM',
    }),
  );
  for (const code of EXAMPLE_PROVIDERS) {
    await publish(house, code, asFirstPublished(examples[code].workbook));
    tell(`${examples[code].setup.name}: plans, rates and accounts published`);
  }

  const history = [
    ...EXAMPLE_PROVIDERS.flatMap((code) => sales(house, code)),
    ...EXAMPLE_PROVIDERS.map((code) => secondPublish(house, code)),
    ...EXAMPLE_PROVIDERS.flatMap((code) => billing(house, code)),
    ...openOrders(house),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  let year = '';
  for (const deed of history) {
    moment = deed.at;
    if (deed.at.slice(0, 4) !== year) {
      year = deed.at.slice(0, 4);
      tell(`${year}: orders and billing`);
    }
    await deed.do();
  }
  moment = now;
  for (const code of EXAMPLE_PROVIDERS)
    await setCalendar(services, house.companies[code], examples[code].setup);
  await outbox.forgetAll();
}

/** Plans that are sold no more were sold once: the first version has them saleable. */
const asFirstPublished = (files: readonly SentFile[]): SentFile[] =>
  files.map(({ name, bytes }) => ({
    name,
    bytes: new TextEncoder().encode(new TextDecoder().decode(bytes).replaceAll('Grandfathered', 'Saleable')),
  }));

async function publish(
  { services, companies }: House,
  code: ExampleCode,
  files: readonly SentFile[],
): Promise<void> {
  const pricing = companies[code].who('pricing');
  const admin = companies[code].who('admin');
  done(`fill the workbook of ${code}`, await services.workbook.importFiles(pricing, files));
  const changes = done(
    `submit the workbook of ${code}`,
    await services.catalogue.submitChanges(pricing, { source: 'workbook' }),
  );
  if (changes.faults.length > 0)
    throw new Error(
      `The workbook of ${code} has faults: ${changes.faults.map(({ message }) => message).join(' ')}`,
    );
  done(`publish the workbook of ${code}`, await services.catalogue.approveChanges(admin, changes.id));
}

/** A year ago some plans were closed to new customers. */
function secondPublish(house: House, code: ExampleCode): Deed {
  const { timeZone } = house.companies[code].tenant;
  const day = dayOfMonth(monthIndexOf(dateIn(timeZone, house.now)) - 12, 6);
  return {
    at: instantIn(timeZone, day, 14 * HOUR),
    do: () => publish(house, code, house.examples[code].workbook),
  };
}

/** Every subscription of the set, ordered and activated on its first day. */
function sales(house: House, code: ExampleCode): Deed[] {
  const { services, companies, examples } = house;
  const { timeZone } = companies[code].tenant;
  const today = dateIn(timeZone, house.now);
  return examples[code].subscriptions.flatMap((wish, index) => {
    const start = dayOfMonth(monthIndexOf(today) - wish.monthsAgo, wish.day);
    const sale = {
      at: instantIn(timeZone, start, 9 * HOUR + (index % 300)),
      do: () => sell(house, code, wish, start),
    };
    if (wish.cancelled === null) return [sale];
    const on = dayOfMonth(monthIndexOf(today) - wish.cancelled.monthsAgo, wish.cancelled.day);
    // Told on the day itself: what was billed ahead is credited.
    const cancellation = {
      at: instantIn(timeZone, on, 13 * HOUR),
      do: async () =>
        done(
          `cancel ${wish.packagePlan} of ${wish.account}`,
          await services.subscriptions.cancelSubscription(companies[code].who('billing'), {
            id: house.subscriptions.get(wish) ?? 0,
            mode: 'commit',
            on,
          }),
        ),
    };
    return [sale, cancellation];
  });
}

/** Days of the month on which accounts of the set are invoiced; 31 stands for the last. */
const INVOICE_DAYS = [1, 10, 15, 20, 31];
/** As in both setup.json files. */
const INVOICE_DELAY_DAYS = 2;
const MONTHS_OF_HISTORY = 26;
/** So long ago, and until yesterday, billing runs every night; before, only when invoices are near, to start quickly. */
const MONTHS_IN_FULL = 2;

/** The nights of the billing calendar: today's is left to the schedule. */
function billing({ services, companies, examples, now }: House, code: ExampleCode): Deed[] {
  const { tenant } = companies[code];
  const schedule = systemActor(tenant, 'schedule');
  const today = dateIn(tenant.timeZone, now);
  const nightly = dayOfMonth(monthIndexOf(today) - MONTHS_IN_FULL, 1);
  const deeds: Deed[] = [];
  for (let day = dayOfMonth(monthIndexOf(today) - MONTHS_OF_HISTORY, 1); day < today; day = addDays(day, 1)) {
    const isInvoiceDay = (date: PlainDate) =>
      INVOICE_DAYS.some((of) => dayOfMonth(monthIndexOf(date), of) === date);
    if (day >= nightly || isInvoiceDay(day))
      deeds.push({
        at: instantIn(tenant.timeZone, day, 2 * HOUR),
        do: async () => done(`bill ${day}`, await services.billing.billDay(schedule, day)),
      });
    if (examples[code].setup.periodApproval === 'manual' && dayOf(day) === 2 && day < nightly)
      deeds.push({
        at: instantIn(tenant.timeZone, day, 9 * HOUR),
        do: async () =>
          done(
            `approve the periods up to ${day}`,
            await services.billing.approvePeriods(companies[code].who('billing'), { upTo: day }),
          ),
      });
    if (day >= nightly || isInvoiceDay(addDays(day, -INVOICE_DELAY_DAYS)))
      deeds.push({
        at: instantIn(tenant.timeZone, day, 3 * HOUR),
        do: async () =>
          done(
            `make invoices of ${day}`,
            await services.invoices.makeInvoices(schedule, { asOf: day, mode: 'commit' }),
          ),
      });
  }
  return deeds;
}

interface Sold {
  readonly wish: Pick<ExampleOrder, 'account' | 'packagePlan' | 'services' | 'contractType'>;
  readonly seller: ExampleCode;
  readonly via?: Actor['via'];
}

/** Places an order, as the seller's administration or as the end customer in the portal. */
async function place({ services, companies }: House, { wish, seller, via = 'console' }: Sold) {
  const { order } = done(
    `order ${wish.packagePlan} for ${wish.account}`,
    await services.orders.placeOrder(
      { ...companies[seller].who('admin'), via },
      {
        account: wish.account,
        packagePlan: wish.packagePlan,
        services: wish.services,
        requestedOn: null,
        ...(wish.contractType ? { contractType: wish.contractType } : {}),
        contractDocument: SIGNED_CONTRACT,
      },
    ),
  );
  return order.number;
}

/** The requests of an order that are in somebody's queue, with who works there. */
async function requestsOf({ services, companies }: House, number: string) {
  const found = [];
  for (const code of EXAMPLE_PROVIDERS) {
    const worker = companies[code].who('provisioning');
    const queue = done(
      'look at the queue',
      await services.orders.listQueue(worker, { status: 'open' }, { limit: 100, cursor: null }),
    );
    found.push(
      ...queue.items
        .filter(({ orderNumber }) => orderNumber === number)
        .map(({ id }) => ({ requestId: id, worker })),
    );
  }
  return found;
}

async function sell(house: House, code: ExampleCode, wish: ExampleSubscription, start: PlainDate) {
  const { services, companies } = house;
  const what = `${wish.packagePlan} for ${wish.account}`;
  const number = await place(house, { wish, seller: code });
  for (const { requestId, worker } of await requestsOf(house, number))
    done(
      `activate ${what}`,
      await services.orders.activateRequest(worker, { requestId, activationDate: start }),
    );
  const subscription = await subscriptionOf(house, code, number);
  if (wish.accessFeeOverride !== null)
    done(
      `give ${what} a fee of its own`,
      await services.subscriptions.overrideAccessFee(companies[code].who('billing'), {
        id: subscription,
        mode: 'commit',
        fee: done(`read the fee of ${what}`, parseFee(wish.accessFeeOverride)),
      }),
    );
  house.subscriptions.set(wish, subscription);
}

async function subscriptionOf({ services, companies }: House, code: ExampleCode, number: string) {
  const order = done(
    'look at the order',
    await services.orders.getOrder(companies[code].who('admin'), number),
  );
  invariant(order.subscription !== null, 'an activated order has a subscription');
  return order.subscription.id;
}

/** The orders of orders.csv, each brought to its state on the days that it says. */
function openOrders(house: House): Deed[] {
  const { timeZone } = house.companies.bluegum.tenant;
  const today = dateIn(timeZone, house.now);
  /** In office hours of that day; today: just now. */
  const at = (daysAgo: number, minutes: number): Instant => {
    const then = instantIn(timeZone, addDays(today, -daysAgo), minutes);
    return earlierOf(then, house.now);
  };
  return house.examples.bluegum.orders.flatMap((order, index) => {
    const { services, companies } = house;
    const seller = companies.bluegum.who('admin');
    let number = '';
    const onRequests = async (
      what: string,
      act: (on: Awaited<ReturnType<typeof requestsOf>>[number]) => Promise<Result<unknown>>,
    ) => {
      for (const request of await requestsOf(house, number))
        done(`${what} ${order.name}`, await act(request));
    };
    const when = (daysAgo: number | null, minutes: number, act: () => Promise<unknown>): Deed[] =>
      daysAgo === null ? [] : [{ at: at(daysAgo, minutes + index), do: act }];
    return [
      ...when(order.submittedDaysAgo, 9 * HOUR, async () => {
        number = await place(house, {
          wish: order,
          seller: 'bluegum',
          via: order.source === 'portal' ? 'portal' : 'console',
        });
        if (order.state !== 'New' && order.state !== 'Cancelled')
          await onRequests('claim', ({ requestId, worker }) =>
            services.orders.claimRequest(worker, { requestId }),
          );
      }),
      ...when(order.haltedDaysAgo, 11 * HOUR, () =>
        onRequests('halt', ({ requestId, worker }) =>
          services.orders.haltRequest(worker, { requestId, rejectionDetails: order.rejectionDetails }),
        ),
      ),
      ...when(order.resubmittedDaysAgo, 14 * HOUR, async () =>
        done(`resubmit ${order.name}`, await services.orders.resubmitOrder(seller, { order: number })),
      ),
      ...when(order.finishedDaysAgo, 16 * HOUR, async () => {
        if (order.state === 'Cancelled')
          done(
            `cancel ${order.name}`,
            await services.orders.cancelOrder(seller, { order: number, reason: order.note || null }),
          );
        else
          await onRequests('activate', ({ requestId, worker }) =>
            services.orders.activateRequest(worker, { requestId }),
          );
      }),
    ];
  });
}

const SIGNED_CONTRACT = {
  name: 'signed-contract.pdf',
  mediaType: 'application/pdf',
  content: new TextEncoder().encode('%PDF-1.4\n% A signed contract of the example set.\n%%EOF\n'),
};

const earlierOf = (a: Instant, b: Instant): Instant => [a, b].sort()[0] ?? a;
