/**
 * `aSlackOffice()`: Cardline with Slack on, and a fake Slack in which a wholesaler (wavelink) and its retailer (bluegum) have a
 * workspace each, with a channel for the cards and people who are linked to Cardline. People act through their screens.
 *
 *     const office = await aSlackOffice();
 *     await office.order('NBN-50');
 *     await office.settle();                                   // what waits in the outbox arrives
 *     await office.dana.click('Halt', { on: office.provisioning.message('O-1') });
 *     await office.eventually(() => expect(office.dana.modal()).toContain('Rejection Details'));
 *
 * `furnish` does the same around an app that runs elsewhere, in workerd: what it does behind its answers cannot be waited for
 * from here, so people wait until they see what they want to act on, and stories until they see what they expect.
 */
import type { PlaceOrder } from '#app/orders/place-order.ts';
import type { Actor, Tenant } from '#app/ports/platform.ts';
import type { SealerOf } from '#app/ports/sealer.ts';
import type { Installation } from '#app/ports/slack.ts';
import type { Services } from '#app/services.ts';
import { sealTokens } from '#app/slack/bot-tokens.ts';
import { type Instant, instantAfter } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { makeDispatchStore } from '#db/stores/dispatch-store.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeSlackStore } from '#db/stores/slack-store.ts';
import { makeDispatcher, USUAL_LIMITS } from '#jobs/dispatch/dispatcher.ts';
import { makeApp, makeChannels, makeServices, type Parts } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { makeSealerOf } from '#src/runtime/sealer.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { aWish } from '../app/orders/ordering.ts';
import { listeningLog, someProviders, value } from './api.ts';
import { anActor, stockTradingPair } from './builders.ts';
import { clockAt, SOME_MORNING, type TestClock } from './clock.ts';
import { aDatabase } from './database.ts';
import type { FakeSlack } from './slack/fake-slack.ts';
import { NotFound } from './slack/people/finding.ts';
import type { ChannelHandle } from './slack/people/handles.ts';
import type { Person } from './slack/people/person.ts';
import { useFakeSlack } from './slack/use-fake-slack.ts';
import type { Workspace } from './slack/workspace.ts';

export type Firm = 'wavelink' | 'bluegum';

/** An app that the office is built around. */
export interface Premises {
  readonly db: Database;
  readonly clock: TestClock;
  readonly services: Services;
  readonly slack: FakeSlack;
  readonly sealerOf: SealerOf;
  /** A page of the app, or a call of its API. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /**
   * Does something once what goes on behind answers has come so far: at once where that can be waited for, otherwise again and
   * again until it no longer throws, or throws something that is not worth another try.
   */
  eventually<T>(attempt: () => T | Promise<T>, isWorthAnother?: (error: unknown) => boolean): Promise<T>;
  /** Everything that waits in the outbox is handed over. */
  settle(): Promise<void>;
}

export interface Office extends Premises {
  readonly providers: Readonly<Record<Firm, Tenant>>;
  /** Wavelink's workspace; Dana and Eli provision. */
  readonly wavelink: Workspace;
  readonly provisioning: ChannelHandle;
  readonly dana: Person;
  readonly eli: Person;
  /** Bluegum's; Sam sells and provisions. */
  readonly bluegum: Workspace;
  readonly orders: ChannelHandle;
  readonly sam: Person;
  /** Acts for Bluegum through the use cases. */
  readonly seller: Actor;
  /** Places an order at Bluegum, and lets its cards arrive. */
  order(packagePlan?: string, overrides?: Partial<PlaceOrder>): Promise<PlacedOrder>;
  /** A linked person of a firm, in its workspace. */
  hire(firm: Firm, name: string, roles: readonly string[]): Promise<Person>;
  installation(firm: Firm): Promise<Installation>;
}

export interface PlacedOrder {
  readonly number: string;
  readonly trackingToken: string;
}

export const OFFICE_URL = 'http://cardline.test';
export const OFFICE_SECRET = 'a secret of a test, long enough to be one';

/** An office whose time is the test's own. */
export interface NearOffice extends Office {
  /** So many seconds go by, and what comes due in them is handed over: what waits for longer waits on. */
  pass(seconds: number): Promise<void>;
}

export async function aSlackOffice(): Promise<NearOffice> {
  const clock = clockAt(SOME_MORNING);
  // Slack's own, and that of the limits which it sets.
  const wallClock = clockAt(SOME_MORNING);
  const [db, slack] = await Promise.all([aDatabase(), useFakeSlack({ clock: wallClock })]);
  const { keep, calm } = trackedWork();
  const parts: Parts = {
    db,
    clock,
    secrets,
    log: listeningLog([]),
    background: makeBackground(keep),
    slack: {
      signingSecret: slack.app.signingSecret,
      botToken: null,
      oauth: { clientId: slack.app.clientId, clientSecret: slack.app.clientSecret },
      apiUrl: slack.apiUrl,
      appToken: null,
    },
    sealerOf: makeSealerOf(OFFICE_SECRET),
  };
  const services = makeServices(parts);
  const app = makeApp(parts, services, { url: OFFICE_URL, features: [] });
  slack.deliverTo(async (request) => app.fetch(request));
  const dispatcher = makeDispatcher({
    channels: makeChannels(parts, services, OFFICE_URL),
    store: makeDispatchStore(db),
    leases: makeLeaseStore(db),
    clock,
    wallClock,
    secrets,
    log: parts.log,
    limits: USUAL_LIMITS,
  });
  const office = await furnish({
    db,
    clock,
    services,
    slack,
    sealerOf: makeSealerOf(OFFICE_SECRET),
    fetch: async (path, init) => app.request(`${OFFICE_URL}${path}`, init),
    async eventually(attempt) {
      await calm();
      try {
        return await attempt();
      } finally {
        await calm();
      }
    },
    async settle() {
      await calm();
      // Slack's limits make it last; only the clock has to wait for them.
      for (let due: Instant | null = wallClock.now(); due !== null; ) {
        if (due > wallClock.now()) wallClock.set(due);
        ({ nextDueAt: due } = await dispatcher.dispatch());
      }
      // A clock that is minutes behind Slack's own would not take its signatures.
      if (Date.parse(wallClock.now()) - Date.parse(clock.now()) > 240_000) clock.set(wallClock.now());
      await calm();
    },
  });
  return {
    ...office,
    async pass(seconds) {
      await calm();
      const until = instantAfter(wallClock.now(), seconds * 1000);
      for (let due: Instant | null = wallClock.now(); due !== null && due <= until; ) {
        if (due > wallClock.now()) wallClock.set(due);
        ({ nextDueAt: due } = await dispatcher.dispatch());
      }
      wallClock.set(until);
    },
  };
}

/**
 * Two workspaces with Cardline in them, their channels, and people.
 *
 * @param suffix tells the codes of the companies and the ids of the workspaces from those of other offices on the premises
 */
export async function furnish(premises: Premises, suffix = ''): Promise<Office> {
  const { services, slack } = premises;
  const codes = { wavelink: `wavelink${suffix}`, bluegum: `bluegum${suffix}` };
  const providers = await someProviders(services, codes);
  await stockTradingPair(premises.db, providers);
  const workspaces = {
    wavelink: slack.workspace({ id: `T0WAVE${suffix}`, name: 'Wavelink' }),
    bluegum: slack.workspace({ id: `T0BLUE${suffix}`, name: 'Bluegum' }),
  };
  const channels = {
    wavelink: workspaces.wavelink.channel('provisioning'),
    bluegum: workspaces.bluegum.channel('orders'),
  };
  for (const firm of ['wavelink', 'bluegum'] as const)
    await install(premises, workspaces[firm], providers[firm], channels[firm]);

  const hire: Office['hire'] = async (firm, name, roles) => {
    const person = patient(workspaces[firm].person(name), premises);
    channels[firm].add(person);
    value(
      await services.people.addPerson(anActor(providers[firm]), {
        name,
        email: `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@${firm}.example`,
        roles: [...roles],
        slack: `${workspaces[firm].id}:${person.id}`,
      }),
    );
    return person;
  };
  const dana = await hire('wavelink', 'Dana Doer', ['provisioning']);
  const eli = await hire('wavelink', 'Eli Engineer', ['provisioning']);
  const sam = await hire('bluegum', 'Sam Seller', ['provisioning']);
  const seller = anActor(providers.bluegum, { name: 'Sam Seller' });
  return {
    ...premises,
    providers,
    ...workspaces,
    provisioning: channels.wavelink,
    orders: channels.bluegum,
    dana,
    eli,
    sam,
    seller,
    hire,
    async order(packagePlan = 'NBN-50', overrides = {}) {
      const placed = value(await services.orders.placeOrder(seller, aWish(packagePlan, overrides)));
      await premises.settle();
      return { number: placed.order.number, trackingToken: placed.trackingToken };
    },
    async installation(firm) {
      const found = await installationOf(premises.db, workspaces[firm]);
      if (found === null) throw new Error(`Cardline is not in the workspace of ${firm}`);
      return found;
    },
  };
}

/** Work that goes on behind answers, and a way to wait for its end. */
function trackedWork() {
  const underWay = new Set<Promise<unknown>>();
  return {
    keep(work: Promise<unknown>): void {
      const noted = work.finally(() => underWay.delete(noted));
      underWay.add(noted);
    },
    async calm(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

const installationOf = (db: Database, { id }: Workspace) =>
  makeSlackStore(db).findInstallation({ teamId: id, enterpriseId: null, isEnterpriseInstall: false });

/** As if an admin had installed Cardline and chosen a channel for the cards. */
async function install(
  { db, clock, sealerOf }: Premises,
  workspace: Workspace,
  tenant: Tenant,
  channel: ChannelHandle,
): Promise<void> {
  const store = makeSlackStore(db);
  const { botToken, botUserId } = workspace.install();
  const tokens = { token: botToken, refreshToken: null, expiresInSeconds: null };
  const audit = (action: string) => ({
    providerId: tenant.providerId,
    at: clock.now(),
    actor: 'Ada Admin',
    via: 'console' as const,
    action,
    subject: workspace.id,
    details: {},
    requestId: null,
  });
  const installation = value(
    await store.save(
      {
        providerId: tenant.providerId,
        enterpriseId: null,
        teamId: workspace.id,
        isEnterpriseInstall: false,
        workspaceName: workspace.name,
        botUserId,
        installedBy: workspace.person('Ada Admin').id,
        installedAt: clock.now(),
        credentials: await sealTokens(
          { sealer: sealerOf('slack') },
          tokens,
          `slack ${workspace.id}`,
          clock.now(),
        ),
      },
      audit('slack.connected'),
    ),
  );
  await store.setChannel(installation.id, channel.id, audit('slack.channel_chosen'));
}

/** What people do takes time, and may have to wait for its turn; what they look at is there at once. */
const DEEDS: ReadonlySet<PropertyKey> = new Set<keyof Person>([
  'openHome',
  'openMessages',
  'command',
  'click',
  'confirm',
  'fill',
  'pressEnter',
  'select',
  'search',
  'upload',
  'removeFiles',
  'submit',
  'close',
]);

/** Somebody who acts on what they do not see yet once they see it. */
const patient = (person: Person, { eventually }: Pick<Premises, 'eventually'>): Person =>
  new Proxy(person, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key, target);
      if (typeof found !== 'function') return found;
      const act = (...args: unknown[]): unknown => found.apply(target, args);
      return DEEDS.has(key)
        ? (...args: unknown[]) =>
            eventually(
              () => act(...args),
              (error) => error instanceof NotFound,
            )
        : act;
    },
  });
