/**
 * Brings the example providers to life: their plans published, their orders placed and activated, their months billed, each
 * on the day on which it would have happened, through the same deeds as anybody's. Takes an empty database.
 */
import type { OutboxEraser } from '#app/ports/deliveries.ts';
import type { Clock } from '#app/ports/platform.ts';
import type { Services } from '#app/services.ts';
import { addMonths, dateIn, type Instant, instantIn } from '#core/calendar.ts';
import { billNights } from './bill-nights.ts';
import { carrierAnswers, carrierMornings } from './carriers.ts';
import { done } from './done.ts';
import type { House } from './house.ts';
import { foundCompany, setCalendar } from './people.ts';
import { publishFirst, publishSecond } from './publish-plans.ts';
import { EXAMPLE_PROVIDERS, readExample } from './read-examples.ts';
import { sales } from './sell.ts';
import { usageMornings } from './usage.ts';
import { workOnOrders } from './work-on-orders.ts';

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
    orders: new Map(),
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
    await publishFirst(house, code);
    tell(`${examples[code].setup.name}: plans, rates and accounts published`);
  }

  const history = [
    ...EXAMPLE_PROVIDERS.flatMap((code) => sales(house, code)),
    ...EXAMPLE_PROVIDERS.map((code) => publishSecond(house, code)),
    ...EXAMPLE_PROVIDERS.flatMap((code) => billNights(house, code)),
    ...workOnOrders(house),
    ...EXAMPLE_PROVIDERS.flatMap((code) => carrierMornings(house, code)),
    ...carrierAnswers(house),
    ...EXAMPLE_PROVIDERS.flatMap((code) => usageMornings(house, code)),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  let year = '';
  for (const deed of history) {
    // What would happen later today happens now.
    moment = deed.at < now ? deed.at : now;
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
