/**
 * A Slack that refuses what the real one refuses and remembers it (`violations`). A server on this machine answers the Web
 * API; people act through their screens; requests to the app are signed and go wherever the test says.
 *
 *     const slack = await startFakeSlack({ clock });
 *     slack.deliverTo((request) => app.fetch(request));       // the app is made with slack.apiUrl and slack.app
 *     const wavelink = slack.workspace({ id: 'T0WAVE', name: 'Wavelink' });
 *     const { botToken } = wavelink.install();
 *     const kim = wavelink.person('Kim');
 *     await kim.command('/cardline queue', { in: '#provisioning' });
 */
import { type Deliver, type Deliveries, type DeliveryRecord, makeDeliveries } from './deliveries.ts';
import { type Faults, makeFaults } from './faults.ts';
import type { Person } from './people/person.ts';
import { makeRateLimits, type RateLimits } from './rate-limits.ts';
import { listen } from './server.ts';
import { type CallRecord, makeWebApi } from './web-api/call.ts';
import { addInstallation } from './web-api/identity.ts';
import { uninstall, Workspace } from './workspace.ts';
import type { App, Enterprise, Team, Violation, World } from './world.ts';

export interface FakeSlackOptions {
  /** How the app is reached; may be said later (`deliverTo`). */
  readonly deliver?: Deliver;
  /** The test's clock; the machine's where none is given. */
  readonly clock?: { now(): string | number };
  readonly app?: Partial<App>;
  /** The address the app's settings name for events, commands and interactivity. */
  readonly eventsUrl?: string;
  /** How long Slack waits for the app, in real milliseconds. */
  readonly patienceMs?: number;
}

export interface FakeSlack
  extends Pick<RateLimits, 'limit'>,
    Pick<Faults, 'fail' | 'hold'>,
    Pick<Deliveries, 'retryNow' | 'loseAnswers' | 'urlVerification' | 'sslCheck'> {
  readonly url: string;
  /** For WebClient's `slackApiUrl`. */
  readonly apiUrl: string;
  readonly app: App;
  /** Everything the real Slack would have refused; a test ends with none (useFakeSlack). */
  readonly violations: readonly Violation[];
  /** Calls of the Web API, the oldest first. */
  readonly calls: readonly CallRecord[];
  /** Requests to the app, the oldest first. */
  readonly deliveries: readonly DeliveryRecord[];
  /** Takes the violations out, for a test that means them. */
  takeViolations(): readonly Violation[];
  callsOf(method: string): readonly CallRecord[];
  deliverTo(deliver: Deliver): void;
  workspace(team: {
    readonly id: string;
    readonly name: string;
    readonly domain?: string;
    readonly enterprise?: Enterprise;
  }): Workspace;
  /** No rate limits, for a test that is about something else. */
  liftLimits(): void;
  /** A person opens the app's "Add to Slack" address and allows it (or not); answers where Slack sends them. */
  authorize(
    address: string,
    by: Person,
    choice?: { readonly orgWide?: boolean; readonly refuse?: boolean },
  ): string;
  close(): Promise<void>;
}

const DEFAULT_APP: App = {
  id: 'A0CARDLINE',
  name: 'Cardline',
  clientId: '1234567890.9876543210',
  clientSecret: 'client-secret-of-the-fake',
  signingSecret: 'signing-secret-of-the-fake',
  verificationToken: 'verification-token-of-the-fake',
  scopes: [
    'commands',
    'chat:write',
    'chat:write.public',
    'channels:read',
    'groups:read',
    'im:read',
    'im:write',
    'users:read',
    'files:read',
    'files:write',
  ],
  redirectUrls: ['http://cardline.test/slack/oauth_redirect'],
  commands: ['/cardline'],
  events: ['app_home_opened', 'app_uninstalled', 'tokens_revoked'],
  rotatesTokens: false,
};

export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const world = makeWorld({ ...DEFAULT_APP, ...options.app }, options.clock);
  let deliver: Deliver =
    options.deliver ??
    (() => {
      throw new Error('nobody said how the app is reached: slack.deliverTo(…)');
    });
  const deliveries = makeDeliveries(world, (request) => deliver(request), {
    eventsUrl: options.eventsUrl ?? 'http://cardline.test/slack/events',
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
  });
  const limits = makeRateLimits(world.now);
  const faults = makeFaults();
  const calls: CallRecord[] = [];
  const underWay = new Set<Promise<void>>();
  const api = makeWebApi(
    world,
    limits,
    (call) => void calls.push(call),
    (installation) => {
      const telling = uninstall(world, deliveries, installation).finally(() => underWay.delete(telling));
      underWay.add(telling);
    },
  );
  const server = await listen(world, api, faults);
  world.url = server.url;
  const workspaces = new Map<string, Workspace>();

  return {
    url: server.url,
    apiUrl: `${server.url}/api/`,
    app: world.app,
    violations: world.violations,
    calls,
    deliveries: deliveries.log,
    takeViolations: () => world.violations.splice(0),
    callsOf: (method) => calls.filter((call) => call.method === method),
    deliverTo(how) {
      deliver = how;
    },
    workspace({ id, name, domain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), enterprise }) {
      const known = workspaces.get(id);
      if (known !== undefined) return known;
      const team: Team = { id, name, domain, enterprise: enterprise ?? null };
      world.teams.set(id, team);
      const made = new Workspace(world, deliveries, team);
      workspaces.set(id, made);
      return made;
    },
    limit: limits.limit,
    liftLimits: limits.lift,
    fail: faults.fail,
    hold: faults.hold,
    retryNow: deliveries.retryNow,
    loseAnswers: deliveries.loseAnswers,
    urlVerification: deliveries.urlVerification,
    sslCheck: deliveries.sslCheck,
    authorize: (address, by, choice = {}) => authorize(world, address, by, choice),
    async close() {
      await Promise.all(underWay);
      await server.close();
    },
  };
}

function makeWorld(app: App, clock: FakeSlackOptions['clock']): World {
  let last = 0;
  return {
    app,
    teams: new Map(),
    users: new Map(),
    channels: new Map(),
    installations: [],
    tokens: new Map(),
    refreshTokens: new Map(),
    codes: new Map(),
    views: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    files: new Map(),
    violations: [],
    url: '',
    now: () => (clock === undefined ? Date.now() : new Date(clock.now()).getTime()),
    next: () => ++last,
  };
}

/** The page behind `https://slack.com/oauth/v2/authorize?…`. */
function authorize(
  world: World,
  address: string,
  by: Person,
  { orgWide = false, refuse = false }: { readonly orgWide?: boolean; readonly refuse?: boolean },
): string {
  const asked = new URL(address).searchParams;
  const { app } = world;
  if (new URL(address).pathname !== '/oauth/v2/authorize') throw new Error(`not Slack's page: ${address}`);
  if (asked.get('client_id') !== app.clientId) throw new Error('invalid client_id');
  const redirectUri = asked.get('redirect_uri');
  if (redirectUri !== null && !app.redirectUrls.some((url) => redirectUri.startsWith(url))) {
    throw new Error(`redirect_uri did not match any configured URIs. Passed URI: ${redirectUri}`);
  }
  const scopes = (asked.get('scope') ?? '').split(/[, ]/).filter(Boolean);
  if (scopes.length === 0) throw new Error('no scopes requested');
  const back = new URL(redirectUri ?? app.redirectUrls[0] ?? '');
  const state = asked.get('state');
  if (refuse) back.searchParams.set('error', 'access_denied');
  else {
    const code = `${world.next()}.${world.next()}.fake`;
    const team = by.record.team;
    world.codes.set(code, {
      installation: () => addInstallation(world, { team, isOrgWide: orgWide }, scopes, by.record),
      redirectUri,
      madeAt: world.now(),
      scopes,
      user: by.record,
    });
    back.searchParams.set('code', code);
  }
  if (state !== null) back.searchParams.set('state', state);
  return back.href;
}
