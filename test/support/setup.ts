/** Before and after every test: a stray warning, error or network call fails it, time runs again, and chance is the same. */
import { format } from 'node:util';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { hear, settleConsole } from './console.ts';
import { guardNetwork, network, settleNetwork } from './network.ts';

/** Properties draw the same cases each time, so that a change is judged by what it changes; `SEED=7 npm test` draws others. */
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20_260_301) });

const original = { warn: console.warn, error: console.error };

beforeAll(() => {
  guardNetwork();
  console.warn = (...words: unknown[]) => hear('warn', format(...words));
  console.error = (...words: unknown[]) => hear('error', format(...words));
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  const [calls, lines] = [settleNetwork(), settleConsole()];
  expect(calls, 'calls to the network that no test answers for').toEqual([]);
  expect(lines, 'warnings and errors').toEqual([]);
});

afterAll(() => {
  network.close();
  Object.assign(console, original);
});
