/**
 * What a pricing team lives through when the catalogue changes, told by the API and by the clock: two who decide at once, edits at the
 * wrong moment, a day that was missed, and the way back (CAT-5, M4 to M7).
 */
import { beforeEach, expect, it } from 'vitest';
import { makeClockwork } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { type Api, anApi, type Caller, listeningLog } from '#test/support/api.ts';
import { aWorkbook, type TestWorkbook } from '#test/support/workbooks.ts';

interface Change {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly needs: readonly { readonly code: string }[];
  readonly moved: { readonly count: number } | null;
  readonly publishedVersion: number | null;
}

let api: Api;
let lead: Caller;

/** Brings the workbook to what the book says. */
async function fill(book: TestWorkbook): Promise<void> {
  const form = new FormData();
  for (const { name, bytes } of book.csvFiles()) form.append('files', new File([bytes.slice().buffer], name));
  expect((await api.post('/v1/workbook/import', form)).status).toBeLessThan(300);
}
const sync = async () => (await api.post<Change>('/v1/catalogue/changes', { source: 'workbook' })).body;
const approve = (by: Caller, id: string, body: object = {}) =>
  by.post<Change & { code: string; detail: string }>(`/v1/catalogue/changes/${id}/approve`, body);
const show = async (id: string) => (await api.get<Change>(`/v1/catalogue/changes/${id}`)).body;
const fee = async () => (await api.get<{ accessFee: string }>('/v1/package-plans/HOME')).body.accessFee;
const priced = (amount: string) => aWorkbook().set('Package Plans', 'HOME', 'Access Fee', amount);

/** What the schedules have to do by now, as the timer would. */
async function tick(): Promise<void> {
  const parts = {
    db: api.db,
    clock: api.clock,
    secrets,
    log: listeningLog([]),
    background: makeBackground((work) => void work),
  };
  await makeClockwork(parts, api.services, 'http://cardline.test')(api.clock.now());
}

beforeEach(async () => {
  api = await anApi();
  lead = api.as('bluegum', 'view', 'catalogue.approve');
  await fill(priced('69.95'));
  expect((await approve(api, (await sync()).id)).body.publishedVersion).toBe(1);
});

it('two approve at once: one publishes, the other is told who was first, and there is one version more', async () => {
  await fill(priced('74.95'));
  const { id } = await sync();
  const answers = await Promise.all([approve(api, id), approve(lead, id)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const lost = answers.find(({ status }) => status === 409);
  expect(lost?.body.detail).toMatch(/is published already, by token /);
  expect((await api.get<{ items: unknown[] }>('/v1/catalogue/versions')).body.items).toHaveLength(2);
});

it('four eyes: the token that submitted is refused with the reason, the lead’s approves', async () => {
  await api.patch('/v1/provider', { approvalFourEyes: true });
  await fill(priced('74.95'));
  const { id, needs } = await sync();
  expect(needs.map(({ code }) => code)).toEqual(['four_eyes']);
  expect(await approve(api, id)).toMatchObject({ status: 403, body: { code: 'second_person_needed' } });
  expect(await approve(lead, id)).toMatchObject({ status: 200, body: { publishedVersion: 2 } });
});

it('edited between looking and approving: stale, with what moved; submitted again it is approved', async () => {
  await fill(priced('74.95'));
  const { id } = await sync();
  await fill(priced('79.95'));
  const refused = await approve(lead, id);
  expect(refused.body.detail).toContain('Package Plans HOME (Access Fee 74.95 → 79.95). Submit again');
  expect(await show(id)).toMatchObject({ status: 'stale', moved: { count: 1 } });
  expect((await approve(lead, (await sync()).id)).body.publishedVersion).toBe(2);
  expect(await fee()).toBe('79.95');
});

it('edited while it is being published: what was looked at is published or nothing is, and the edit is not lost', async () => {
  await fill(priced('74.95'));
  const { id } = await sync();
  const [answer] = await Promise.all([approve(lead, id), fill(priced('79.95'))]);
  expect([200, 409]).toContain(answer.status);
  expect(await fee()).toBe(answer.status === 200 ? '74.95' : '69.95');
  const next = await sync();
  expect((await approve(lead, next.id)).status).toBe(200);
  expect(await fee()).toBe('79.95');
});

it('approved for a day on which nothing ran: published once when the machine is back, by who approved it', async () => {
  await tick();
  await fill(priced('74.95'));
  const { id } = await sync();
  expect((await approve(lead, id, { publishOn: '2026-03-05' })).body.status).toBe('scheduled');
  api.clock.set('2026-03-08T22:00:00.000Z');
  await Promise.all([tick(), tick()]);
  expect(await show(id)).toMatchObject({ status: 'published', publishedVersion: 2 });
  expect(await fee()).toBe('74.95');
  await tick();
  const versions = await api.get<{ items: { number: number; approvedBy: string }[] }>(
    '/v1/catalogue/versions',
  );
  expect(versions.body.items.map(({ number }) => number)).toEqual([2, 1]);
  expect(versions.body.items[0]?.approvedBy).toMatch(/^token /);
});

it('scheduled, and another version comes first: stale on its day, nothing is written over', async () => {
  await tick();
  await fill(priced('74.95'));
  const scheduled = await sync();
  await approve(lead, scheduled.id, { publishOn: '2026-03-05' });
  await fill(aWorkbook().set('Rates', 2, 'Price', '0.03'));
  await approve(lead, (await sync()).id);
  api.clock.set('2026-03-05T00:00:00.000Z');
  await tick();
  expect(await show(scheduled.id)).toMatchObject({
    status: 'stale',
    reason: expect.stringContaining('Price 0.02 → 0.03'),
  });
  expect(await fee()).toBe('69.95');
});

it('the way back over a later publish: an earlier version is in force again, and the workbook refilled from it says so', async () => {
  await fill(priced('74.95'));
  await approve(lead, (await sync()).id);
  await fill(priced('79.95'));
  await approve(lead, (await sync()).id);
  expect((await lead.post('/v1/catalogue/versions/2/restore')).body).toMatchObject({
    number: 4,
    restoredFrom: 2,
  });
  expect(await fee()).toBe('74.95');
  expect((await sync()).status).toBe('pending');
  await api.post('/v1/workbook/refill', { version: 4 });
  expect((await sync()).status).toBe('unchanged');
  const trail = await api.get<{ items: { version: number; fields: { to: string }[] }[] }>(
    '/v1/catalogue/history?tab=Package%20Plans&key=HOME&field=Access%20Fee',
  );
  expect(trail.body.items.map(({ version, fields }) => [version, fields[0]?.to])).toEqual([
    [4, '74.95'],
    [3, '79.95'],
    [2, '74.95'],
    [1, '69.95'],
  ]);
});

it('a lost paste: half a tab is not removed before somebody says that it is meant', async () => {
  const places = Array.from({ length: 40 }, (_, at) => ({
    'Tariff Key': `9${at + 100}`,
    Description: `Place ${at}`,
    'Usage Type': 'Voice',
    Unit: 'second',
  }));
  await fill(aWorkbook().add('Tariffs', ...places));
  await approve(lead, (await sync()).id);
  await fill(aWorkbook().add('Tariffs', ...places.slice(0, 15)));
  const { id } = await sync();
  expect(await approve(lead, id)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('Tariffs would lose 25 of its 42 rows') },
  });
  expect((await show(id)).status).toBe('pending');
  expect((await approve(lead, id, { confirmRemovals: true })).status).toBe(200);
});
