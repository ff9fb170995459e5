/**
 * From a signed request of Slack's to its answer, and to the end of what goes on behind it (a modal is opened then), with few
 * orders waiting and with very many. Both databases are worked in turn, so that whatever else the machine does meets both. Slack
 * itself is a server on this machine that says yes at once.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Actor, Clock } from '#app/ports/platform.ts';
import type { Services } from '#app/services.ts';
import { sealTokens } from '#app/slack/bot-tokens.ts';
import { ACTIVATE, DETAILS, HALT } from '#bot/requests/request-card.ts';
import { requestValue } from '#bot/requests/request-ref.ts';
import type { Result } from '#core/result.ts';
import { openDatabase } from '#db/client.node.ts';
import { makeSlackStore } from '#db/stores/slack-store.ts';
import { makeApp, makeServices, type Parts } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { makeSealerOf } from '#src/runtime/sealer.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { anActor, CUSTOMER } from '#test/support/builders.ts';
import { signedRequest } from '#test/support/signed-request.ts';
import { seedOrders } from './seed-orders.ts';

/** Milliseconds to the answer, and to the end of what goes on behind it. */
export interface Taken {
  readonly answered: number;
  readonly done: number;
  /** Time of the processor until then, whoever else wanted it meanwhile. */
  readonly cpu: number;
}

/** What a deed took with so many orders waiting: half and 99 of a hundred took no longer. */
export type SlackMeasured = readonly {
  readonly deed: string;
  readonly orders: number;
  readonly half: Taken;
  readonly nearlyAll: Taken;
}[];

const URL = 'http://cardline.test';
const SIGNING_SECRET = 'signing secret of the bench';
const TEAM = 'T0WAVE';
const USER = 'U0DANA';
const CHANNEL = 'C0CARDS';
const BEFORE_MEASURING = 20;

export interface SlackOrder {
  /** Where the databases are made. */
  readonly folder: string;
  /** How many wait, a database each. */
  readonly orders: readonly number[];
  readonly rounds: number;
}

export async function measureSlack({ folder, orders, rounds }: SlackOrder): Promise<SlackMeasured> {
  const slack = await startYes();
  const offices = await Promise.all(
    orders.map((count) => anOffice(`file:${folder}/slack-${count}.db`, count, slack)),
  );
  const samples = new Map<string, Taken[]>();
  for (let round = -BEFORE_MEASURING; round < rounds; round += 1)
    for (const office of round % 2 === 0 ? offices : offices.toReversed())
      await office.round((deed, taken) => {
        if (round < 0) return;
        const key = `${office.orders} ${deed}`;
        samples.set(key, [...(samples.get(key) ?? []), taken]);
      });
  for (const office of offices) office.close();
  await slack.close();
  return [...samples].map(([key, taken]) => ({
    deed: key.slice(key.indexOf(' ') + 1),
    orders: Number.parseInt(key, 10),
    half: within(taken, 0.5),
    nearlyAll: within(taken, 0.99),
  }));
}

function within(samples: readonly Taken[], share: number): Taken {
  const quantile = (of: keyof Taken): number => {
    const sorted = samples.map((taken) => taken[of]).sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  };
  return { answered: quantile('answered'), done: quantile('done'), cpu: quantile('cpu') };
}

/** The view that was opened last, as Slack would hand it back. */
interface Yes {
  readonly url: string;
  view(): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

async function startYes(): Promise<Yes> {
  let view: Readonly<Record<string, unknown>> = {};
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const given = new URLSearchParams(Buffer.concat(parts).toString()).get('view');
    if (given !== null) view = JSON.parse(given) as typeof view;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ ok: true, channel: CHANNEL, ts: '1.0', view: { id: 'V1', hash: '1', ...view } }),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    view: () => view,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

type Note = (deed: string, taken: Taken) => void;

async function anOffice(url: string, orders: number, slack: Yes) {
  const clock: Clock = { now: () => '2026-03-02T00:00:00.000Z' as never };
  const db = await openDatabase({ url });
  const { wavelink, bluegum } = await seedOrders(db, orders, clock);
  const underWay = new Set<Promise<unknown>>();
  const parts: Parts = {
    db,
    clock,
    secrets,
    log: { info: () => {}, warn: console.warn, error: console.error },
    background: makeBackground((work) => {
      const noted = work.finally(() => underWay.delete(noted));
      underWay.add(noted);
    }),
    slack: {
      signingSecret: SIGNING_SECRET,
      botToken: null,
      oauth: { clientId: 'bench', clientSecret: 'bench' },
      apiUrl: `${slack.url}/api/`,
      appToken: null,
    },
    sealerOf: makeSealerOf('a secret of the bench, long enough to be one'),
  };
  const services = makeServices(parts);
  const app = makeApp(parts, services, { url: URL, features: [] });
  const dana = anActor(wavelink, { name: 'Dana Doer' });
  await moveIn(parts, services, dana);
  const sam = anActor(bluegum, { name: 'Sam Seller' });

  const send = async (body: Readonly<Record<string, unknown>>): Promise<Taken> => {
    const isForm = body.type === undefined;
    const fields = isForm ? (body as Record<string, string>) : { payload: JSON.stringify(body) };
    const isEvent = body.type === 'event_callback';
    const request = signedRequest(isEvent ? JSON.stringify(body) : new URLSearchParams(fields).toString(), {
      secret: SIGNING_SECRET,
      at: clock.now(),
      ...(isEvent ? { contentType: 'application/json' } : {}),
    });
    const cpu = process.cpuUsage();
    const began = performance.now();
    const response = await app.fetch(request);
    await response.text();
    const answered = performance.now() - began;
    while (underWay.size > 0) await Promise.all(underWay);
    const done = performance.now() - began;
    if (response.status !== 200) throw new Error(`Slack was answered ${response.status}`);
    const { user, system } = process.cpuUsage(cpu);
    return { answered, done, cpu: (user + system) / 1000 };
  };
  const click = (actionId: string, request: { readonly id: number; readonly version: number }) =>
    send(clickOn(actionId, requestValue(request), slack.url));
  const submit = (values: object) => send(submissionOf(slack.view(), values));
  let events = 0;

  return {
    orders,
    close: () => db.close(),
    /** One order comes in and is worked on, so that as many wait afterwards as before. */
    async round(note: Note): Promise<void> {
      const find = async () => value(await services.orders.findRequest(dana, id));
      const number = value(await services.orders.placeOrder(sam, WISH)).order.number;
      const id = value(await services.orders.requestsOfOrder(dana, number))[0]?.id ?? 0;
      await makeSlackStore(db).saveMessage(1, `req_${id}`, { channel: CHANNEL, ts: `${id}.0` });
      note('click Details', await click(DETAILS, await find()));
      note('click Halt', await click(HALT, await find()));
      note(
        'send Halt',
        await submit({ rejectionDetails: { rejectionDetails: { value: 'No such street.' } } }),
      );
      value(await services.orders.resubmitOrder(sam, { order: number }));
      note('click Activate', await click(ACTIVATE, await find()));
      note(
        'send Activate',
        await submit({ activationDate: { activationDate: { selected_date: '2026-03-02' } } }),
      );
      const { status } = await find();
      if (status !== 'active') throw new Error(`the request is ${status}`);
      note('/cardline queue', await send(COMMAND));
      note('/cardline queue mine', await send({ ...COMMAND, text: 'queue mine' }));
      events += 1;
      note('App Home', await send(homeOpened(`Ev${events}`)));
    },
  };
}

const WISH = {
  account: CUSTOMER,
  packagePlan: 'NBN-50',
  services: [{ servicePlan: 'SP-NBN-50', details: { address: '1 High Street, Geelong VIC 3220' } }],
  requestedOn: null,
  contractDocument: null,
};

/** Cardline in the wholesaler's workspace, and Dana, who is linked. */
async function moveIn({ db, clock, sealerOf }: Parts, { people }: Services, actor: Actor): Promise<void> {
  const sealer = sealerOf?.('slack') ?? null;
  const tokens = { token: 'xoxb-bench', refreshToken: null, expiresInSeconds: null };
  const audit = {
    providerId: actor.providerId,
    at: clock.now(),
    actor: actor.actorName,
    via: 'cli' as const,
    action: 'slack.connected',
    subject: TEAM,
    details: {},
    requestId: null,
  };
  const store = makeSlackStore(db);
  const { id } = value(
    await store.save(
      {
        providerId: actor.providerId,
        enterpriseId: null,
        teamId: TEAM,
        isEnterpriseInstall: false,
        workspaceName: 'Wavelink',
        botUserId: 'U0BOT',
        installedBy: USER,
        installedAt: clock.now(),
        credentials: await sealTokens({ sealer }, tokens, `slack ${TEAM}`, clock.now()),
      },
      audit,
    ),
  );
  await store.setChannel(id, CHANNEL, audit);
  value(
    await people.addPerson(actor, {
      name: 'Dana Doer',
      email: 'dana@wavelink.example',
      roles: ['provisioning'],
      slack: `${TEAM}:${USER}`,
    }),
  );
}

const FROM = {
  team: { id: TEAM, domain: 'wavelink' },
  user: { id: USER, username: 'dana', team_id: TEAM },
  api_app_id: 'A0BENCH',
  token: 'token',
  trigger_id: 'trigger',
};

const clickOn = (actionId: string, value: string, slackUrl: string) => ({
  type: 'block_actions',
  ...FROM,
  container: { type: 'message', message_ts: '1.0', channel_id: CHANNEL, is_ephemeral: false },
  channel: { id: CHANNEL, name: 'cards' },
  message: { ts: '1.0', blocks: [] },
  response_url: `${slackUrl}/actions/1`,
  actions: [{ type: 'button', action_id: actionId, block_id: 'deeds', value, action_ts: '1.0' }],
});

const submissionOf = (view: Readonly<Record<string, unknown>>, values: object) => ({
  type: 'view_submission',
  ...FROM,
  view: { ...view, id: 'V1', hash: '1', app_installed_team_id: TEAM, state: { values } },
  response_urls: [],
});

const COMMAND = {
  command: '/cardline',
  text: 'queue',
  token: 'token',
  team_id: TEAM,
  team_domain: 'wavelink',
  channel_id: CHANNEL,
  channel_name: 'cards',
  user_id: USER,
  user_name: 'dana',
  api_app_id: 'A0BENCH',
  trigger_id: 'trigger',
  response_url: 'http://127.0.0.1/never',
};

const homeOpened = (eventId: string) => ({
  type: 'event_callback',
  token: 'token',
  team_id: TEAM,
  api_app_id: 'A0BENCH',
  event_id: eventId,
  event_time: 1,
  authorizations: [{ team_id: TEAM, user_id: 'U0BOT', is_bot: true, is_enterprise_install: false }],
  event: { type: 'app_home_opened', user: USER, channel: 'D0DANA', tab: 'home', event_ts: '1.0' },
});

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.faults.map(({ message }) => message).join('\n'));
  return result.value;
}
