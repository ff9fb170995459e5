import { beforeAll, expect, it } from 'vitest';
import type { ScheduleHook } from '#http/routes/hooks.ts';
import { scheduleHookRoutes } from '#http/routes/hooks.ts';
import { hookSecret } from '#http/webhook-signature.ts';
import { webhookHeaders } from '#test/support/webhook-headers.ts';

let secret: string;
beforeAll(async () => {
  secret = await hookSecret('an installation secret of some length', 'hooks/schedule');
});

/** The hook, and how often its clock ticked. */
function aHook(own: string | null = secret) {
  let ticks = 0;
  const tick: ScheduleHook['tick'] = async () => {
    ticks += 1;
    return [{ outcome: 'done' }, { outcome: 'failed' }, { outcome: 'done' }, { outcome: 'later' }];
  };
  const app = scheduleHookRoutes({ secret: own, tick });
  return {
    call: (init: RequestInit) => app.request('/hooks/schedule', { method: 'POST', ...init }),
    ticks: () => ticks,
  };
}

function signed(body: string, at = new Date(), by = secret): RequestInit {
  const headers = { 'content-type': 'application/json', ...webhookHeaders(by, body, { at }) };
  return { headers, body };
}

it('ticks for a signed call, and says what came of it', async () => {
  const hook = aHook();
  const answer = await hook.call(signed('{}'));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ done: 2, failed: 1, busy: 0, waiting: 0, later: 1 });
  expect(hook.ticks()).toBe(1);
});

it('refuses a call that is unsigned, changed, old, or signed for another hook', async () => {
  const hook = aHook();
  const other = await hookSecret('an installation secret of some length', 'hooks/usage');
  const calls: RequestInit[] = [
    { headers: { 'content-type': 'application/json' }, body: '{}' },
    { ...signed('{}'), body: '{ }' },
    signed('{}', new Date(Date.now() - 6 * 60_000)),
    signed('{}', new Date(Date.now() + 6 * 60_000)),
    signed('{}', new Date(), other),
  ];
  for (const call of calls) {
    const answer = await hook.call(call);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'signature_invalid' });
  }
  expect(hook.ticks()).toBe(0);
});

it('is off, and says so, where no secret is configured', async () => {
  const answer = await aHook(null).call(signed('{}'));
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: 'hook_off' });
});
