import { expect, it, vi } from 'vitest';
import { Unavailable } from '#app/ports/unavailable.ts';
import { edgeLog } from '#src/runtime/edge-log.ts';
import { errorLine, reasonOf } from '#src/runtime/error-line.ts';
import { inWords } from '#src/runtime/log.ts';
import { expectConsole } from '#test/support/console.ts';

const line = { level: 30, time: '2026-03-01T09:30:12.000Z' };

it('says a request in a few words', () => {
  const request = {
    ...line,
    msg: 'request',
    method: 'GET',
    path: '/v1/orders',
    status: 200,
    ms: 12,
    requestId: 'r',
  };
  expect(inWords(request)).toBe('09:30:12  GET /v1/orders 200, 12 ms');
});

it('says anything else with its fields, and an error with where it came from', () => {
  expect(inWords({ ...line, msg: 'job done', job: 'billing', lines: 3 })).toBe(
    '09:30:12  job done job=billing lines=3',
  );
  const failed = inWords({
    ...line,
    level: 50,
    msg: 'tick failed',
    err: { stack: 'Error: away\n  at tick' },
  });
  expect(failed).toBe('09:30:12  ERROR tick failed\nError: away\n  at tick');
});

it('tells an error with what is behind it, and never with the parameters of a query', () => {
  const query = Object.assign(new Error('Failed query: select 1 where hash = ?\nparams: d632,Kim Lee'), {
    params: ['d632', 'Kim Lee'],
    cause: new Error('disk I/O error'),
  });
  const told = errorLine(query);
  expect(told.message).toBe('Failed query: select 1 where hash = ?: disk I/O error');
  expect(told.stack).toMatch(
    /^Error: Failed query: select 1 where hash = \?\n +at [\s\S]*\nbecause of Error: disk I\/O error\n/,
  );
  expect(JSON.stringify(told)).not.toMatch(/d632|Kim/);
  expect(reasonOf(query)).toBe('Failed query: select 1 where hash = ? (disk I/O error)');
});

it('tells a database that is away first, whatever was asked of it', () => {
  const away = new Unavailable('The database cannot be reached.', {
    cause: new Error('connect ECONNREFUSED'),
  });
  expect(reasonOf(new Error('Failed query', { cause: away }))).toBe(
    'The database cannot be reached. (connect ECONNREFUSED)',
  );
});

it('writes one JSON line on Workers, errors with their stack', () => {
  const written = vi.spyOn(console, 'info').mockImplementation(() => {});
  edgeLog.info({ status: 200 }, 'request');
  expect(JSON.parse(String(written.mock.calls[0]?.[0]))).toMatchObject({
    level: 'info',
    msg: 'request',
    status: 200,
  });
  expectConsole('error', /"msg":"tick failed".*"message":"away","stack":"Error: away/);
  edgeLog.error({ err: new Error('away') }, 'tick failed');
});
