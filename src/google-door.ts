/** Where Google's add-on and the scripts in spreadsheets come in. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Clock } from '#app/ports/platform.ts';
import type { Services } from '#app/services.ts';
import type { Result } from '#core/result.ts';
import type { AppEnv } from '#http/app-env.ts';
import { answer, problem } from '#http/problem.ts';
import { DEEDS } from '#sheets/addon/addresses.ts';
import { makeAnswerAddon } from '#sheets/addon/answer-addon.ts';
import { makeAnswerScript } from '#sheets/addon/answer-script.ts';
import { logoPng } from '#sheets/addon/logo.ts';
import { makeIdentityTokens } from '#sheets/google/identity-tokens.ts';
import type { Parts } from './compose.ts';

export function googleDoor(
  parts: Parts & { readonly wallClock: Clock },
  services: Services,
  url: string,
): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use('/google/addon/*', within(LARGEST_BODY_BYTES));
  const { google, log } = parts;
  const shared = {
    services,
    url,
    identities: makeIdentityTokens(
      { fetch: (address, init) => fetch(address, init) },
      google?.apiRoot ?? null,
      parts.wallClock,
      log,
    ),
  };

  app.get('/google/addon/logo.png', (c) =>
    c.body(logoPng(), 200, { 'content-type': 'image/png', 'cache-control': 'public, max-age=86400' }),
  );

  const addon = google?.addon ? makeAnswerAddon({ ...shared, settings: google.addon }) : null;
  for (const deed of DEEDS)
    app.post(`/google/addon/${deed}`, async (c) =>
      addon === null
        ? problem(
            c,
            404,
            'addon_off',
            'The add-on is off here: GOOGLE_ADDON_ACCOUNT and GOOGLE_ADDON_CLIENT_ID are missing.',
          )
        : told(c, await addon({ deed, ...(await callOf(c)) })),
    );

  const scripts = google?.scriptClients ?? new Map<string, ReadonlySet<string>>();
  const script = makeAnswerScript({ ...shared, scripts });
  app.post('/google/addon/script', async (c) =>
    scripts.size === 0
      ? problem(
          c,
          404,
          'script_off',
          'Scripts in spreadsheets are off here: GOOGLE_SCRIPT_CLIENTS is missing.',
        )
      : told(c, await script(await callOf(c))),
  );
  return app;
}

const callOf = async (c: Context<AppEnv>) => ({
  authorization: c.req.header('authorization') ?? '',
  // What is no JSON holds nothing of what is looked for.
  body: await c.req.json<unknown>().catch(() => null),
  requestId: c.get('requestId'),
});

const STATUSES: Readonly<Record<string, 401 | 503>> = {
  identity_refused: 401,
  google_keys_unavailable: 503,
};

function told(c: Context<AppEnv>, done: Result<object>): Response {
  const [fault] = done.ok ? [] : done.faults;
  const status = STATUSES[fault?.code ?? ''];
  c.header('cache-control', 'no-store');
  return fault === undefined || status === undefined
    ? answer(c, done, (value) => value)
    : problem(c, status, fault.code, fault.message);
}

/** An event object has a few kilobytes. */
const LARGEST_BODY_BYTES = 200_000;

const within = (bytes: number) =>
  bodyLimit({
    maxSize: bytes,
    onError: (c) => problem(c, 413, 'content_too_large', `No request may be larger than ${bytes} bytes.`),
  });
