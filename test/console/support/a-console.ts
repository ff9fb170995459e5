/** The real app on a real database: a wholesaler and its retailer with catalogues and a customer, people of every role. */
import { systemActor } from '#app/people/system-actor.ts';
import type { Background } from '#app/ports/background.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { SourceSecrets } from '#app/ports/workflow.ts';
import type { Services } from '#app/services.ts';
import type { Database } from '#db/database.ts';
import type { Router } from '#http/router.ts';
import { makeApp, makeServices } from '#src/compose.ts';
import type { GoogleSettings, SlackSettings } from '#src/env.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { makeSealerOf } from '#src/runtime/sealer.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { type ProviderCode, value } from '#test/support/api.ts';
import { aTradingPair, type TradingPair } from '#test/support/builders.ts';
import { clockAt, SOME_MORNING, type TestClock } from '#test/support/clock.ts';
import { aDatabase } from '#test/support/database.ts';
import { HOST, Visitor } from './visitor.ts';

export { value };

export interface TestConsole extends TradingPair {
  readonly app: Router;
  readonly db: Database;
  readonly services: Services;
  readonly clock: TestClock;
  /** What went wrong, as the log has it. */
  readonly logged: { readonly err?: unknown }[];
  visitor(): Visitor;
  /** The secret of a fresh sign-in link. */
  linkFor(email: string, provider?: ProviderCode): Promise<string>;
  /** Somebody of the retailer with these roles, signed in. */
  signedIn(...roles: string[]): Promise<Visitor>;
  signedInAt(provider: ProviderCode, ...roles: string[]): Promise<Visitor>;
  /** For arranging things past the pages. */
  actor(provider?: ProviderCode): Actor;
}

/** Under which the tokens of tests are sealed. */
export const SEALERS = makeSealerOf('a secret of a test, long enough to be one');

const FEATURES = [
  { name: 'Slack', isOn: false, note: 'Off: set SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN.' },
  { name: 'Workbook', isOn: true, note: 'The built-in workbook.' },
];

export interface ConsoleOptions {
  readonly url?: string;
  /** Slack is on, its tokens sealed. */
  readonly slack?: SlackSettings;
  /** Google Sheets is on. */
  readonly google?: GoogleSettings;
  readonly background?: Background;
  readonly clock?: TestClock;
  readonly db?: Database;
  /** Without catalogues and customers: two companies that have just been founded. */
  readonly isEmpty?: boolean;
  /** With a secret of its own to make those of carriers from; left out: without. */
  readonly sourceSecrets?: SourceSecrets;
}

export async function aConsole({
  url = HOST,
  isEmpty = false,
  slack,
  google,
  sourceSecrets,
  background = makeBackground((work) => void work),
  clock = clockAt(SOME_MORNING),
  db: given,
}: ConsoleOptions = {}): Promise<TestConsole> {
  const db = given ?? (await aDatabase());
  const logged: { err?: unknown }[] = [];
  const log = { info: () => {}, warn: () => {}, error: (fields: object) => void logged.push(fields) };
  const parts = {
    db,
    clock,
    secrets,
    log,
    background,
    sealerOf: SEALERS,
    sourceSecrets: sourceSecrets ?? null,
    ...(slack ? { slack } : {}),
    ...(google ? { google } : {}),
  };
  const services = makeServices(parts);
  const app = makeApp(parts, services, { url, features: FEATURES });
  const pair = isEmpty ? await twoNewCompanies(services) : await aTradingPair(db);
  const actor = (provider: ProviderCode = 'bluegum') => systemActor(pair[provider], 'cli');
  const visitor = () => new Visitor((path, init) => app.request(path, init));
  const linkFor = async (email: string, provider?: ProviderCode) =>
    value(await services.people.createLoginLink(actor(provider), { email })).secret;
  const signedInAt = async (provider: ProviderCode, ...roles: string[]) => {
    const email = `${roles.join('-')}@${provider}.example`;
    const added = await services.people.addPerson(actor(provider), {
      email,
      name: `Robin ${roles.join(' ')}`,
      roles,
    });
    if (!added.ok && added.faults[0]?.code !== 'email_taken') value(added);
    const somebody = visitor();
    await somebody.open(`/sign-in/${await linkFor(email, provider)}`);
    await somebody.send('Sign in');
    return somebody;
  };
  return {
    ...pair,
    app,
    db,
    services,
    clock,
    logged,
    visitor,
    linkFor,
    signedIn: (...roles) => signedInAt('bluegum', ...roles),
    signedInAt,
    actor,
  };
}

async function twoNewCompanies({ people }: Services): Promise<TradingPair> {
  const found = async (code: string, name: string) =>
    value(await people.createProvider({ code, name, timeZone: 'Australia/Melbourne' }));
  return {
    wavelink: await found('wavelink', 'Wavelink Wholesale'),
    bluegum: await found('bluegum', 'Bluegum Telecom'),
    customerId: 0,
    retailerAccountId: 0,
  };
}
