import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { expectConsole, settleConsole } from './console.ts';
import { network, settleNetwork } from './network.ts';

it('notices a warning and an error that nobody expected', () => {
  console.warn('low on %s', 'paper');
  console.error(new Error('out of ink'));
  const [warning, error] = settleConsole();
  expect(warning).toBe('unexpected console.warn: low on paper');
  expect(error).toContain('unexpected console.error: Error: out of ink');
});

it('accepts the error that a test expects, and misses the one that does not come', () => {
  expectConsole('error', /ink/);
  console.error('out of ink');
  expect(settleConsole()).toEqual([]);
  expectConsole('warn', /paper/);
  expect(settleConsole()).toEqual(['expected console.warn /paper/, and it did not come']);
});

it('lets no call leave this machine', async () => {
  const answer = await fetch('https://elsewhere.example/orders');
  expect(answer.status).toBe(500);
  expect(settleNetwork()).toEqual(['https://elsewhere.example/orders']);
});

it('gives a call the answer that the test has for it', async () => {
  network.use(http.get('https://elsewhere.example/orders', () => HttpResponse.json({ orders: 2 })));
  const answer = await fetch('https://elsewhere.example/orders');
  expect(await answer.json()).toEqual({ orders: 2 });
});
