/**
 * `anApi()`: the real app on a real database of its own, with a wholesaler (wavelink) and its retailer (bluegum), a token
 * for whatever scopes a test asks for, and a clock that stands still until the test moves it. Every answer is held
 * against what the API document says of it (test/support/conformance.ts).
 *
 *     const api = await anApi();
 *     const made = await api.post('/v1/orders', { … });               // as bluegum, with every power
 *     await api.as('wavelink', 'provision').get('/v1/provisioning/queue');
 */

import { systemActor } from '#app/people/system-actor.ts';
import type { Log } from '#app/ports/log.ts';
import type { Actor, Tenant } from '#app/ports/platform.ts';
import type { SourceSecrets } from '#app/ports/workflow.ts';
import type { Services } from '#app/services.ts';
import type { Power } from '#core/people/powers.ts';
import type { Result } from '#core/result.ts';
import type { Database } from '#db/database.ts';
import type { Router } from '#http/router.ts';
import { makeApp, makeServices } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { makeSealerOf } from '#src/runtime/sealer.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { clockAt, SOME_MORNING, type TestClock } from './clock.ts';
import { checkConformance } from './conformance.ts';
import { hear } from './console.ts';
import { aDatabase } from './database.ts';

export type ProviderCode = 'wavelink' | 'bluegum';

// What a JSON body looks like is the test's business; it says so where it reads one.
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  readonly text: string;
}

export type Headline = Readonly<Record<string, string>>;

/** Somebody who calls the API with a token. */
export interface Caller {
  get<T = Record<string, unknown>>(path: string, headers?: Headline): Promise<Answer<T>>;
  /** An object goes as JSON, a string as it is (say its content-type), a FormData as a form. */
  post<T = Record<string, unknown>>(path: string, body?: unknown, headers?: Headline): Promise<Answer<T>>;
  put<T = Record<string, unknown>>(path: string, body?: unknown, headers?: Headline): Promise<Answer<T>>;
  patch<T = Record<string, unknown>>(path: string, body?: unknown, headers?: Headline): Promise<Answer<T>>;
  delete<T = Record<string, unknown>>(path: string, headers?: Headline): Promise<Answer<T>>;
  send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Headline,
  ): Promise<Answer<T>>;
}

export interface Api extends Caller {
  readonly app: Router;
  readonly db: Database;
  readonly clock: TestClock;
  readonly services: Services;
  readonly providers: Readonly<Record<ProviderCode, Tenant>>;
  /** Lines of the log, errors too; an error fails the test unless it expects one (expectConsole). */
  readonly logged: readonly {
    readonly message: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
  /** A caller of a provider with these scopes; with every power where none is named. */
  as(provider: ProviderCode, ...scopes: readonly (Power | 'all')[]): Caller;
  /** A caller with this token, or (null) with none. */
  withToken(token: string | null): Caller;
  tokenOf(provider: ProviderCode, ...scopes: readonly string[]): Promise<string>;
  /** For arranging things through the use cases directly. */
  actor(provider: ProviderCode): Actor;
}

const API_URL = 'http://cardline.test';

export interface ApiOptions {
  /** CARDLINE_SECRET; null where there is none. */
  readonly secret?: string | null;
  /** With an installation's secret to make others from; left out: without. */
  readonly sourceSecrets?: SourceSecrets | null;
}

export async function anApi({
  sourceSecrets = null,
  secret = 'a secret for tests alone',
}: ApiOptions = {}): Promise<Api> {
  const db = await aDatabase();
  const clock = clockAt(SOME_MORNING);
  const logged: { message: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const log = listeningLog(logged);
  const background = makeBackground((work) => void work);
  const sealerOf = secret === null ? null : makeSealerOf(secret);
  const parts = { db, clock, secrets, log, background, sealerOf, sourceSecrets };
  const services = makeServices(parts);
  const app = makeApp(parts, services, { url: API_URL, features: [] });
  const providers = await someProviders(services);

  const actor = (provider: ProviderCode) => systemActor(providers[provider], 'cli');
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (provider: ProviderCode, ...scopes: readonly string[]): Promise<string> => {
    const wanted = scopes.length > 0 ? scopes : ['all'];
    const key = [provider, ...wanted].join(' ');
    const token =
      tokens.get(key) ??
      services.people
        .createToken(actor(provider), { name: wanted.join(' ').slice(0, 100), scopes: wanted })
        .then((created) => value(created).text);
    tokens.set(key, token);
    return token;
  };
  const callerWith = (token: () => Promise<string | null>): Caller => {
    const send: Caller['send'] = async <T>(
      method: string,
      path: string,
      body?: unknown,
      headers: Headline = {},
    ) => {
      const bearer = await token();
      const response = await app.request(`${API_URL}${path}`, {
        method,
        ...encode(body, { ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }), ...headers }),
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
      const json: unknown = isJson ? JSON.parse(text) : null;
      checkConformance(app, method, path, response, json);
      return { status: response.status, headers: response.headers, body: json as T, text };
    };
    return {
      send,
      get: (path, headers) => send('GET', path, undefined, headers),
      post: (path, body, headers) => send('POST', path, body, headers),
      put: (path, body, headers) => send('PUT', path, body, headers),
      patch: (path, body, headers) => send('PATCH', path, body, headers),
      delete: (path, headers) => send('DELETE', path, undefined, headers),
    };
  };
  const as: Api['as'] = (provider, ...scopes) => callerWith(() => tokenOf(provider, ...scopes));
  return {
    ...as('bluegum'),
    app,
    db,
    clock,
    services,
    providers,
    logged,
    as,
    withToken: (token) => callerWith(async () => token),
    tokenOf,
    actor,
  };
}

/** @param codes of the two, where it is not the only pair in its database */
export async function someProviders(
  { people }: Pick<Services, 'people'>,
  codes: Readonly<Record<ProviderCode, string>> = { wavelink: 'wavelink', bluegum: 'bluegum' },
): Promise<Record<ProviderCode, Tenant>> {
  const timeZone = 'Australia/Melbourne';
  const wavelink = value(await people.createProvider({ code: codes.wavelink, name: 'Wavelink', timeZone }));
  const bluegum = value(
    await people.createProvider({ code: codes.bluegum, name: 'Bluegum Telecom', timeZone }),
  );
  const link = { wholesaler: codes.wavelink, retailer: codes.bluegum, accountReference: 'W-BLUEGUM' };
  value(await people.linkProviders(link));
  return { wavelink, bluegum };
}

function encode(body: unknown, headers: Headline): RequestInit {
  if (body === undefined) return { headers };
  if (body instanceof FormData) return { headers, body };
  if (typeof body === 'string') return { headers: { 'content-type': 'application/json', ...headers }, body };
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export const listeningLog = (
  logged: { message: string; fields: Readonly<Record<string, unknown>> }[],
): Log => {
  const keep = (fields: Readonly<Record<string, unknown>>, message: string) =>
    void logged.push({ message, fields });
  return {
    info: keep,
    warn: keep,
    error: (fields, message) => {
      keep(fields, message);
      hear('error', `${message} ${fields.err instanceof Error ? fields.err.stack : ''}`);
    },
  };
};

/** The value of something that has to work for the test to begin. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.faults.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return result.value;
}
