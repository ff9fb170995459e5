/** The walk of the README in real workerd, on a real libSQL server: the same story as on Node. */
import { describe, expect, it } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import { type Caller, walk } from '#test/stories/walk.ts';
import { value } from '#test/support/api.ts';
import { publishExamples, WHOLESALE_ACCOUNT } from '#test/support/example-catalogues.ts';
import { inWorkerd } from '#test/support/worker.ts';
import { libsqlServerProgram } from '../../scripts/libsql-server.ts';

const THE_THIRD = '2026-04-02T22:00:00.000Z';

describe.skipIf(libsqlServerProgram() === null)('in workerd', () => {
  const worker = inWorkerd();

  const callerOf = async (provider: 'wavelink' | 'bluegum'): Promise<Caller> => {
    const { people } = worker.services;
    const actor = systemActor(value(await people.findProvider(provider)), 'cli');
    const token = value(await people.createToken(actor, { name: 'walk', scopes: ['all'] })).text;
    const send = async <T>(method: string, path: string, body?: unknown) => {
      const response = await worker.fetch(path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, text, body: (isJson ? JSON.parse(text) : null) as T };
    };
    return {
      get: (path) => send('GET', path),
      post: (path, body) => send('POST', path, body),
      put: (path, body) => send('PUT', path, body),
    };
  };

  it('a fee changed in the workbook ends on an invoice that explains it', async () => {
    const { people } = worker.services;
    const timeZone = 'Australia/Melbourne';
    value(await people.createProvider({ code: 'wavelink', name: 'Wavelink', timeZone }));
    value(await people.createProvider({ code: 'bluegum', name: 'Bluegum Telecom', timeZone }));
    const link = { wholesaler: 'wavelink', retailer: 'bluegum', accountReference: WHOLESALE_ACCOUNT };
    value(await people.linkProviders(link));
    worker.clock.set(THE_THIRD);
    await publishExamples(worker.services);
    await worker.restartWith({ CARDLINE_NOW: THE_THIRD });
    await walk(await callerOf('bluegum'), await callerOf('wavelink'), '2026-04-03');
    expect(worker.logs().filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});
