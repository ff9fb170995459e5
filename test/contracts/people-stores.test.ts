/** What the stores of people, tokens, sessions, providers and keys promise, on a file and on a server. */
import { expect, it } from 'vitest';
import type { AuditEntry } from '#app/ports/platform.ts';
import type { Instant } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { makeAuditReader } from '#db/stores/audit-store.ts';
import { makeIdempotencyStore } from '#db/stores/idempotency-store.ts';
import { makePersonStore } from '#db/stores/person-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { makeSessionStore } from '#db/stores/session-store.ts';
import { makeTokenStore } from '#db/stores/token-store.ts';
import { value } from '#test/support/api.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { aTenant } from '#test/support/tenants.ts';

const NOW = '2026-03-02T00:00:00.000Z' as Instant;
const LATER = '2026-03-09T00:00:00.000Z' as Instant;
const PAGE = { limit: 10, cursor: null };

const entry = (providerId: number, action: string, subject = 'it'): AuditEntry => ({
  providerId,
  at: NOW,
  actor: 'test',
  via: 'cli',
  action,
  subject,
  details: { a: 1 },
  requestId: null,
});

const person = (providerId: number, name: string, roles: string[]) => ({
  providerId,
  email: `${name}@example.com`,
  name,
  roles,
  slack: null,
  createdAt: NOW,
});

const actionsOf = async (db: Database, providerId: number) =>
  value(await makeAuditReader(db).page(providerId, null, PAGE)).items.map(
    ({ action, subject }) => `${action} ${subject}`,
  );

eachDatabase('people and their proofs', (open) => {
  it('gives a new row its id in the audit of the same batch', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const { subject: _, ...audit } = entry(providerId, 'added');
    const kim = value(
      await makePersonStore(db).add(
        { ...person(providerId, 'kim', ['viewer']), slack: { teamId: 'T1', userId: 'U1' } },
        audit,
      ),
    );
    const token = await makeTokenStore(db).add(
      { providerId, name: 'sync', hash: 'h', scopes: ['view'], createdAt: NOW },
      audit,
    );
    expect(await actionsOf(db, providerId)).toEqual([`added tok_${token.id}`, `added usr_${kim.id}`]);
    expect(await makePersonStore(db).find(providerId, kim.id)).toEqual(kim);
  });

  it('revokes once: a second time changes nothing and leaves no audit', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeTokenStore(db);
    const { subject: _, ...audit } = entry(providerId, 'added');
    const { id } = await store.add(
      { providerId, name: 'x', hash: 'h', scopes: ['view'], createdAt: NOW },
      audit,
    );
    expect(await store.findLive('h')).toMatchObject({ id, tenant: { providerId } });
    await Promise.all(
      [NOW, LATER].map((at) => store.revoke(providerId, id, at, entry(providerId, 'revoked'))),
    );
    expect(await store.findLive('h')).toBeNull();
    expect((await actionsOf(db, providerId)).filter((action) => action.startsWith('revoked'))).toHaveLength(
      1,
    );
  });

  it('keeps the last active admin, whoever of two is asked first', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makePersonStore(db);
    const { subject: _, ...audit } = entry(providerId, 'added');
    const kim = value(await store.add(person(providerId, 'kim', ['admin']), audit));
    const lee = value(await store.add(person(providerId, 'lee', ['pricing', 'admin']), audit));
    const demote = (id: number) =>
      store.change(
        providerId,
        id,
        { name: 'x', roles: ['viewer'], active: true },
        entry(providerId, 'changed'),
      );
    const results = await Promise.all([demote(kim.id), demote(lee.id)]);
    expect(results.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect((await actionsOf(db, providerId)).filter((action) => action.startsWith('changed'))).toHaveLength(
      1,
    );
    const admins = value(await store.list(providerId, PAGE)).items.filter(({ roles }) =>
      roles.includes('admin'),
    );
    expect(admins).toHaveLength(1);
  });

  it('has nothing of a person whose email or Slack user is taken', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makePersonStore(db);
    const { subject: _, ...audit } = entry(providerId, 'added');
    const slack = { teamId: 'T1', userId: 'U1' };
    value(await store.add({ ...person(providerId, 'kim', ['viewer']), slack }, audit));
    const sameEmail = await store.add(person(providerId, 'kim', ['viewer']), audit);
    const sameSlack = await store.add({ ...person(providerId, 'lee', ['viewer']), slack }, audit);
    expect(sameEmail).toMatchObject({ ok: false, faults: [{ code: 'email_taken' }] });
    expect(sameSlack).toMatchObject({ ok: false, faults: [{ code: 'slack_user_taken' }] });
    expect(await actionsOf(db, providerId)).toHaveLength(1);
    expect(value(await store.list(providerId, PAGE)).items).toHaveLength(1);
  });

  it('opens one session for one link, and none for a link past its time', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const { subject: _, ...audit } = entry(providerId, 'added');
    const kim = value(await makePersonStore(db).add(person(providerId, 'kim', ['viewer']), audit));
    const sessions = makeSessionStore(db);
    await sessions.addLink({ hash: 'link', personId: kim.id, expiresAt: LATER }, entry(providerId, 'link'));
    await sessions.addLink({ hash: 'old', personId: kim.id, expiresAt: NOW }, entry(providerId, 'link'));
    const redeem = (link: string, hash: string) =>
      sessions.redeemLink(link, { hash, createdAt: NOW, expiresAt: LATER }, 'console');
    const opened = await Promise.all([redeem('link', 's1'), redeem('link', 's2'), redeem('old', 's3')]);
    expect(opened.filter((known) => known !== null)).toMatchObject([{ id: kim.id, tenant: { providerId } }]);
    expect(opened[2]).toBeNull();
    expect(
      (await actionsOf(db, providerId)).filter((action) => action.startsWith('person.signed_in')),
    ).toEqual([`person.signed_in usr_${kim.id}`]);
  });

  it('takes a provider in with its audit, and its code once', async () => {
    const db = await open();
    const store = makeProviderStore(db);
    const { providerId: _, ...audit } = entry(0, 'provider.created', 'reef');
    const add = () => store.add({ code: 'reef', name: 'Reef', timeZone: 'UTC', createdAt: NOW }, audit);
    const reef = value(await add());
    expect(await actionsOf(db, reef.providerId)).toEqual(['provider.created reef']);
    expect(await add()).toMatchObject({ ok: false, faults: [{ code: 'code_taken' }] });
    expect(await store.findTenant('reef')).toEqual(reef);
  });

  it('gives a key to one of many who ask at once', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeIdempotencyStore(db);
    const claim = { providerId, key: 'k', requestHash: 'h', claimedAt: NOW };
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => store.claim(claim)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual([
      'claimed',
      'running',
      'running',
      'running',
      'running',
    ]);
    await store.keep(claim, { status: 201, headers: { location: '/x' }, body: '{"a": "ä"}' });
    expect(await store.claim(claim)).toEqual({
      kind: 'answered',
      answer: { status: 201, headers: { location: '/x' }, body: '{"a": "ä"}' },
    });
    expect(await store.claim({ ...claim, requestHash: 'other' })).toEqual({ kind: 'other_request' });
  });
});
