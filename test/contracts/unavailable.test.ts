/** A libSQL server that is away is nobody's fault and passes: every way in says so, and goes on when it is back. */
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import { unavailableIn } from '#app/ports/unavailable.ts';
import { openDatabase } from '#db/client.node.ts';
import { connectDatabase } from '#db/client.worker.ts';
import type { Database } from '#db/database.ts';
import { readiness } from '#db/readiness.ts';
import { makeApp, makeServices } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { unwrap } from '#test/support/catalogues.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { freePort, libsqlServerProgram, startLibsqlServer } from '../../scripts/libsql-server.ts';

/** A server that can be stopped and started again, on the same port with the same data. */
async function aServer() {
  const folder = mkdtempSync(join(inject('runFolder'), 'libsql-'));
  const port = await freePort();
  let server = await startLibsqlServer(folder, port);
  onTestFinished(() => server.stop());
  return {
    url: server.url,
    stop: () => server.stop(),
    startAgain: async () => {
      server = await startLibsqlServer(folder, port);
    },
  };
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => unavailableIn(error)?.message ?? `another failure: ${String(error)}`,
  );

/** Every way to ask the database something. */
const asked = (db: Database) => [
  failureOf(db.readJson('select 1', [])),
  failureOf(db.readAll([{ sql: 'select 1', args: [] }])),
  failureOf(db.write([{ sql: 'select 1', args: [] }])),
  failureOf(db.orm.query.provider.findFirst()),
];

describe.skipIf(libsqlServerProgram() === null)('a libSQL server that is away', () => {
  it('fails whatever is asked as unavailable, on Node and on Workers, until it is back', async () => {
    const server = await aServer();
    const node = await openDatabase({ url: server.url });
    const workers = connectDatabase({ url: server.url });
    onTestFinished(() => {
      node.close();
      workers.close();
    });
    expect(await Promise.all([node, workers].flatMap(asked))).toEqual(new Array(8).fill(null));
    await server.stop();
    expect(await Promise.all([node, workers].flatMap(asked))).toEqual(
      new Array(8).fill('The database cannot be reached.'),
    );
    await server.startAgain();
    expect(await Promise.all([node, workers].flatMap(asked))).toEqual(new Array(8).fill(null));
  });

  it('is a 503 with Retry-After on the API and in the console, and /readyz says so', async () => {
    const server = await aServer();
    const db = await openDatabase({ url: server.url });
    onTestFinished(() => db.close());
    const errors: string[] = [];
    const log = {
      info: () => {},
      warn: () => {},
      error: (fields: object) => void errors.push(JSON.stringify(fields)),
    };
    const parts = {
      db,
      clock: clockAt(SOME_MORNING),
      secrets,
      log,
      background: makeBackground((work) => void work),
    };
    const services = makeServices(parts);
    const app = makeApp(parts, services, { url: 'http://cardline.test', features: [] });
    const provider = { code: 'bluegum', name: 'Bluegum', timeZone: 'Australia/Melbourne' };
    const actor = systemActor(unwrap(await services.people.createProvider(provider)), 'cli');
    const { text } = unwrap(await services.people.createToken(actor, { name: 'all', scopes: ['all'] }));
    const ask = async (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) => {
      const answer = await app.request(`http://cardline.test${path}`, { ...init, headers });
      return {
        status: answer.status,
        retryAfter: answer.headers.get('retry-after'),
        text: await answer.text(),
      };
    };
    const bearer = { authorization: `Bearer ${text}` };
    expect(await ask('/v1/accounts', bearer)).toMatchObject({ status: 200, retryAfter: null });

    await server.stop();
    const away = { status: 503, retryAfter: '5' };
    const told = await ask('/v1/accounts', bearer);
    expect(told).toMatchObject(away);
    expect(JSON.parse(told.text)).toMatchObject({
      code: 'database_unavailable',
      detail: 'The database cannot be reached. Ask again in a moment.',
    });
    const body = { method: 'POST', body: '{"name":"x","scopes":["view"]}' };
    const kept = { ...bearer, 'content-type': 'application/json', 'idempotency-key': 'once' };
    expect(await ask('/v1/tokens', kept, body)).toMatchObject(away);
    const page = await ask('/accounts', { cookie: 'cardline_session=somebody' });
    expect(page).toMatchObject({
      ...away,
      text: expect.stringContaining('cannot reach its database just now'),
    });
    const ready = await ask('/readyz');
    expect(ready).toMatchObject(away);
    expect(JSON.parse(ready.text)).toMatchObject({
      code: 'not_ready',
      detail: 'The database cannot be reached.',
    });
    expect((await ask('/healthz')).status).toBe(200);
    expect(errors.length).toBeGreaterThan(0);

    await server.startAgain();
    expect(await ask('/v1/tokens', kept, body)).toMatchObject({ status: 201 });
    expect(await ask('/readyz')).toMatchObject({ status: 200, retryAfter: null });
  });

  it.each([401, 429, 502])('is away as well where something before it answers %i', async (status) => {
    const proxy = createServer((_, response) => {
      response.statusCode = status;
      response.end('{"error":"no"}');
    });
    const port = await freePort();
    await new Promise<void>((listening) => proxy.listen(port, '127.0.0.1', listening));
    onTestFinished(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const db = connectDatabase({ url: `http://127.0.0.1:${port}` });
    expect(await readiness(db)).toEqual({
      isReady: false,
      reason: `The database's server answers ${status}.`,
    });
  });
});
