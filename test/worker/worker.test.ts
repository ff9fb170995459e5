import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, inject, it } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import { assets } from '#console/assets/assets.ts';
import { anApi } from '#test/support/api.ts';
import { tell } from '#test/support/dispatching.ts';
import { inWorkerd } from '#test/support/worker.ts';
import { libsqlServerProgram } from '../../scripts/libsql-server.ts';
import { LARGEST_WORKER_BYTES } from '../../scripts/wrangler.ts';

const SIMULATION = {
  plan: { periodLengthMonths: 1, billAccessFeesIn: 'advance', proRata: true, accessFee: '49.95' },
  subscription: { start: '2026-04-16' },
  events: [{ type: 'cancel', entered: '2026-06-01', on: '2026-06-10' }],
  runs: { from: '2026-04-16', to: '2026-07-31' },
};

it('weighs less than a megabyte, gzipped', () => {
  const bytes = gzipSync(readFileSync(join(inject('workerFolder'), 'worker.js'))).length;
  expect(bytes).toBeLessThan(LARGEST_WORKER_BYTES);
});

describe.skipIf(libsqlServerProgram() === null)('the worker', () => {
  const worker = inWorkerd();

  it("serves the grid's program under the name made of its content", async () => {
    const { href, body } = assets.gridScript;
    const response = await worker.fetch(href);
    expect([response.status, await response.text()]).toEqual([200, body]);
  });

  const aToken = async (): Promise<string> => {
    const { people } = worker.services;
    const found = await people.findProvider('bluegum');
    const made = found.ok
      ? found
      : await people.createProvider({ code: 'bluegum', name: 'Bluegum', timeZone: 'Australia/Melbourne' });
    if (!made.ok) throw new Error(JSON.stringify(made.faults));
    const token = await people.createToken(systemActor(made.value, 'cli'), { name: 'test', scopes: ['all'] });
    if (!token.ok) throw new Error(JSON.stringify(token.faults));
    return token.value.text;
  };
  const asBluegum = async (path: string, body?: unknown, method = 'POST'): Promise<Response> =>
    worker.fetch(path, {
      headers: { authorization: `Bearer ${await aToken()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method, body: JSON.stringify(body) }),
    });

  it('is alive, and ready on a migrated database', async () => {
    expect((await worker.fetch('/healthz')).status).toBe(200);
    expect(await (await worker.fetch('/readyz')).json()).toEqual({ status: 'ok' });
  });

  it('describes the same API as Node', async () => {
    const { app } = await anApi();
    const [there, here] = await Promise.all([worker.fetch('/openapi.json'), app.request('/openapi.json')]);
    const { servers: _, ...inWorker } = (await there.json()) as Record<string, unknown>;
    const { servers: __, ...onNode } = (await here.json()) as Record<string, unknown>;
    expect(inWorker).toEqual(onNode);
  });

  it('lets in who has a token, and nobody else', async () => {
    expect((await worker.fetch('/v1/provider')).status).toBe(401);
    expect(await (await asBluegum('/v1/provider')).json()).toMatchObject({ code: 'bluegum' });
  });

  it('simulates billing to the same lines as Node', async () => {
    const api = await anApi();
    const here = await api.post('/v1/simulate/billing', SIMULATION);
    const there = await asBluegum('/v1/simulate/billing', SIMULATION);
    expect(there.status).toBe(200);
    expect(await there.json()).toEqual(here.body);
  });

  it('shows the console', async () => {
    const page = await worker.fetch('/sign-in');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Sign in');
  });

  it('answers many at once, reading and writing, one database client for them all', async () => {
    const token = await aToken();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        n % 2 === 0
          ? worker.fetch('/v1/provider', { headers })
          : worker.fetch('/v1/tokens', {
              method: 'POST',
              headers,
              body: JSON.stringify({ name: `token ${n}`, scopes: ['view'] }),
            }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map((_, n) => (n % 2 === 0 ? 200 : 201)));
    expect(worker.logs().join('\n')).not.toContain('different request context');
  });

  it('does what is due when the cron trigger fires, each day once', async () => {
    await aToken();
    await worker.tick();
    await worker.tick();
    const { providers } = await worker.services.jobs.readStatus();
    expect(providers[0]?.schedules).toMatchObject([
      { job: 'billing', lastDoneOn: '2026-03-02', lastError: null },
      { job: 'invoices', lastDoneOn: '2026-03-02', lastError: null },
      { job: 'activity_files', lastDoneOn: '2026-03-02', lastError: null },
      { job: 'workflow_watch', lastDoneOn: '2026-03-02', lastError: null },
      { job: 'catalogue', lastDoneOn: '2026-03-02', lastError: null },
    ]);
    const runs = await (await asBluegum('/v1/billing/runs')).json();
    expect(runs).toMatchObject({ items: [{ asOf: '2026-03-02', mode: 'commit', status: 'done' }] });
  });

  it('looks after what is to leave behind a request that changed something, and when the cron trigger fires', async () => {
    await aToken();
    const states = () =>
      worker.db.readJson<string[]>(
        `select json_group_array(status) from outbox where topic = 'order.halted'`,
        [],
      );
    await tell(worker.db, 1, ['one']);
    await asBluegum('/v1/simulate/billing', SIMULATION);
    await expect.poll(states, { timeout: 10_000 }).toEqual(['uncarried']);
    await tell(worker.db, 1, ['two']);
    await worker.tick();
    expect(await states()).toEqual(['uncarried', 'uncarried']);
    expect(worker.logs().join('\n')).not.toContain('dispatch failed');
  });

  it('previews a billing run to its end', async () => {
    const run = await asBluegum('/v1/billing/runs?wait=10', { asOf: '2026-03-03', mode: 'preview' });
    expect(await run.json()).toMatchObject({ status: 'done', mode: 'preview' });
  });

  it('does nothing on a database that is not migrated, and says what would help', async () => {
    await worker.db.write([{ sql: 'alter table __drizzle_migrations rename to set_aside', args: [] }]);
    await worker.restartWith({});
    const refused = await worker.fetch('/v1/provider');
    await worker.db.write([{ sql: 'alter table set_aside rename to __drizzle_migrations', args: [] }]);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      code: 'not_ready',
      detail: expect.stringContaining('cardline migrate'),
    });
    expect((await worker.fetch('/v1/provider')).status).toBe(401);
  });

  it('does not start on settings that are not right, and its log names each', async () => {
    await worker.restartWith({ DATABASE_URL: 'file:./here.db', CARDLINE_SECRET: 'short' });
    const refused = await worker.fetch('/healthz');
    expect(refused.status).toBe(503);
    expect(worker.logs().join('\n')).toContain('DATABASE_URL has to name a libSQL server');
    expect(worker.logs().join('\n')).toContain('CARDLINE_SECRET is too short');
    await worker.restartWith({});
    expect((await worker.fetch('/healthz')).status).toBe(200);
  });
});
