/** What the stores of Slack promise, on a file and on a server. */
import { expect, it } from 'vitest';
import type { AuditEntry } from '#app/ports/platform.ts';
import type { NewInstallation } from '#app/ports/slack.ts';
import type { Instant } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { makeAuditReader } from '#db/stores/audit-store.ts';
import { makePersonStore } from '#db/stores/person-store.ts';
import { makeSlackStore } from '#db/stores/slack-store.ts';
import { value } from '#test/support/api.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { aTenant } from '#test/support/tenants.ts';

const NOW = '2026-03-02T00:00:00.000Z' as Instant;
const SOON = '2026-03-02T00:00:30.000Z' as Instant;
const LATER = '2026-03-02T00:10:00.000Z' as Instant;

const entry = (providerId: number, action = 'slack.connected'): AuditEntry => ({
  providerId,
  at: NOW,
  actor: 'test',
  via: 'console',
  action,
  subject: 'T1',
  details: {},
  requestId: null,
});

const installationOf = (providerId: number, overrides: Partial<NewInstallation> = {}): NewInstallation => ({
  providerId,
  enterpriseId: null,
  teamId: 'T1',
  isEnterpriseInstall: false,
  workspaceName: 'One',
  botUserId: 'UBOT',
  installedBy: 'UIDA',
  installedAt: NOW,
  credentials: { token: 'sealed', refreshToken: 'sealed refresh', expiresAt: LATER },
  ...overrides,
});

const query = (teamId: string | null, enterpriseId: string | null = null, isEnterpriseInstall = false) => ({
  teamId,
  enterpriseId,
  isEnterpriseInstall,
});

const actionsOf = async (db: Database, providerId: number) =>
  value(await makeAuditReader(db).page(providerId, null, { limit: 20, cursor: null })).items.map(
    ({ action }) => action,
  );

eachDatabase('Slack installations', (open) => {
  it('are found by workspace, with their provider, and hold no token', async () => {
    const db = await open();
    const tenant = await aTenant(db);
    const store = makeSlackStore(db);
    const saved = value(await store.save(installationOf(tenant.providerId), entry(tenant.providerId)));
    expect(saved).toEqual({
      id: saved.id,
      tenant,
      enterpriseId: null,
      teamId: 'T1',
      isEnterpriseInstall: false,
      workspace: 'T1',
      workspaceName: 'One',
      botUserId: 'UBOT',
      channelId: null,
      installedBy: 'UIDA',
      installedAt: NOW,
      revokedAt: null,
      problem: null,
    });
    expect(await store.findInstallation(query('T1'))).toEqual(saved);
    expect(await store.installation(saved.id)).toEqual(saved);
    expect(await store.installationsOf([tenant.providerId, 99])).toEqual([saved]);
    expect(await store.installationsOf([99])).toEqual([]);
    expect(await store.allInstallations()).toEqual([saved]);
    expect(await store.findInstallation(query('T2'))).toBeNull();
    expect(await store.findInstallation(query(null))).toBeNull();
    expect(await store.installation(saved.id + 1)).toBeNull();
    expect(await actionsOf(db, tenant.providerId)).toEqual(['slack.connected']);
  });

  it('fall back from a workspace to its organisation; a live one comes before one that is not', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeSlackStore(db);
    const org = installationOf(providerId, { enterpriseId: 'E1', isEnterpriseInstall: true });
    const orgWide = value(await store.save(org, entry(providerId)));
    expect(orgWide).toMatchObject({ workspace: 'E1', teamId: null, isEnterpriseInstall: true });
    const found = async (...of: Parameters<typeof query>) =>
      (await store.findInstallation(query(...of)))?.workspace;
    expect(await found('T1', 'E1')).toBe('E1');
    const own = value(
      await store.save(installationOf(providerId, { enterpriseId: 'E1' }), entry(providerId)),
    );
    expect(await found('T1', 'E1')).toBe('T1');
    expect(await found('T1', 'E1', true)).toBe('E1');
    expect(await found('T2', 'E1')).toBe('E1');
    expect(await found('T2', 'E2')).toBeUndefined();
    await store.revoke(own.id, LATER, entry(providerId));
    expect(await found('T1', 'E1')).toBe('E1');
    await store.revoke(orgWide.id, LATER, entry(providerId));
    expect(await found('T1', 'E1')).toBe('T1');
  });

  it('belong to one provider at a time; the next one starts with nothing of the one before', async () => {
    const db = await open();
    const [ours, theirs] = [await aTenant(db, 'bluegum'), await aTenant(db, 'wavelink')];
    const store = makeSlackStore(db);
    const first = value(await store.save(installationOf(ours.providerId), entry(ours.providerId)));
    await store.setChannel(first.id, 'C1', entry(ours.providerId, 'slack.channel_set'));
    await store.saveMessage(first.id, 'req_1', { channel: 'C1', ts: '1.1' });
    const taken = await store.save(installationOf(theirs.providerId), entry(theirs.providerId));
    expect(taken).toMatchObject({ ok: false, faults: [{ code: 'workspace_taken', kind: 'conflict' }] });
    expect(await actionsOf(db, theirs.providerId)).toEqual([]);

    await store.revoke(first.id, LATER, entry(ours.providerId, 'slack.disconnected'));
    const second = value(await store.save(installationOf(theirs.providerId), entry(theirs.providerId)));
    expect(second.id).not.toBe(first.id);
    expect(second).toMatchObject({ tenant: theirs, channelId: null });
    expect(await store.message(second.id, 'req_1')).toBeNull();
    expect(await store.findInstallation(query('T1'))).toEqual(second);
    // Ours is over, and cannot be brought back while theirs lives.
    expect(await store.workspacesOf(ours.providerId)).toMatchObject([{ id: first.id, revokedAt: LATER }]);
    expect(await store.save(installationOf(ours.providerId), entry(ours.providerId))).toMatchObject({
      ok: false,
    });
  });

  it('keep channel and messages when they are installed again, and forget their problem', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeSlackStore(db);
    const { id } = value(await store.save(installationOf(providerId), entry(providerId)));
    await store.setChannel(id, 'C1', entry(providerId));
    await store.saveMessage(id, 'req_1', { channel: 'C1', ts: '1.1' });
    await store.setProblem(id, 'It does not work.');
    expect(await store.installation(id)).toMatchObject({ problem: 'It does not work.' });
    await store.revoke(id, LATER, entry(providerId, 'slack.uninstalled'));
    await store.revoke(id, SOON, entry(providerId, 'slack.uninstalled'));
    expect(await store.installation(id)).toMatchObject({ revokedAt: LATER, problem: null, channelId: 'C1' });
    expect(await store.credentials(id)).toBeNull();
    expect(await store.installationsOf([providerId])).toEqual([]);
    const again = installationOf(providerId, { botUserId: 'UBOT2', installedAt: LATER });
    expect(value(await store.save(again, entry(providerId)))).toMatchObject({
      id,
      botUserId: 'UBOT2',
      channelId: 'C1',
      installedAt: LATER,
      revokedAt: null,
      problem: null,
    });
    expect(await store.message(id, 'req_1')).toEqual({ channel: 'C1', ts: '1.1' });
    expect((await actionsOf(db, providerId)).filter((action) => action === 'slack.uninstalled')).toHaveLength(
      1,
    );
  });

  it('have one who rotates at a time, and tokens that only the newest replaces', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeSlackStore(db);
    const { id } = value(await store.save(installationOf(providerId), entry(providerId)));
    const kept = await store.credentials(id);
    expect(kept).toEqual({ token: 'sealed', refreshToken: 'sealed refresh', expiresAt: LATER, revision: 0 });
    const claims = await Promise.all(
      Array.from({ length: 5 }, () => store.claimRotation(id, 0, { at: NOW, until: SOON })),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    // Whoever has it may die over it.
    expect(await store.claimRotation(id, 0, { at: SOON, until: LATER })).toBe(true);
    const newer = { token: 'newer', refreshToken: 'newer refresh', expiresAt: LATER };
    expect(await store.rotate(id, 0, newer)).toBe(true);
    expect(await store.credentials(id)).toEqual({ ...newer, revision: 1 });
    expect(await store.rotate(id, 0, { ...newer, token: 'late' })).toBe(false);
    expect(await store.claimRotation(id, 0, { at: LATER, until: LATER })).toBe(false);
    expect(await store.claimRotation(id, 1, { at: NOW, until: SOON })).toBe(true);
    // Installed anew meanwhile: the rotation under way is of yesterday's tokens.
    value(await store.save(installationOf(providerId), entry(providerId)));
    expect(await store.rotate(id, 1, { ...newer, token: 'of yesterday' })).toBe(false);
    expect(await store.credentials(id)).toMatchObject({ token: 'sealed', revision: 2 });
  });

  it('of the environment hold no tokens at all', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeSlackStore(db);
    const { id } = value(
      await store.save(
        installationOf(providerId, { credentials: null, installedBy: null }),
        entry(providerId),
      ),
    );
    expect(await store.credentials(id)).toBeNull();
  });
});

eachDatabase('Slack messages and events', (open) => {
  it('a subject has one message in a workspace, the last', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeSlackStore(db);
    const { id } = value(await store.save(installationOf(providerId), entry(providerId)));
    expect(await store.message(id, 'req_1')).toBeNull();
    await store.saveMessage(id, 'req_1', { channel: 'C1', ts: '1.1' });
    await store.saveMessage(id, 'req_2', { channel: 'C1', ts: '1.2' });
    await store.saveMessage(id, 'req_1', { channel: 'C2', ts: '2.1' });
    expect(await store.message(id, 'req_1')).toEqual({ channel: 'C2', ts: '2.1' });
    expect(await store.message(id, 'req_2')).toEqual({ channel: 'C1', ts: '1.2' });
  });

  it('an event is taken by one, done once, free again when it failed or its worker died', async () => {
    const store = makeSlackStore(await open());
    const claim = { at: NOW, until: SOON };
    const claims = await Promise.all(Array.from({ length: 5 }, () => store.takeEvent('Ev1', claim)));
    expect(claims.sort()).toEqual(['busy', 'busy', 'busy', 'busy', 'taken']);
    await store.releaseEvent('Ev1');
    expect(await store.takeEvent('Ev1', claim)).toBe('taken');
    expect(await store.takeEvent('Ev1', { at: SOON, until: LATER })).toBe('taken');
    await store.finishEvent('Ev1', SOON);
    expect(await store.takeEvent('Ev1', { at: LATER, until: LATER })).toBe('done');
    await store.releaseEvent('Ev1');
    expect(await store.takeEvent('Ev1', { at: LATER, until: LATER })).toBe('done');
  });

  it('events are forgotten when Slack no longer repeats them', async () => {
    const db = await open();
    const store = makeSlackStore(db);
    await store.takeEvent('Ev1', { at: NOW, until: SOON });
    await store.takeEvent('Ev2', { at: '2026-03-04T00:00:00.000Z' as Instant, until: LATER });
    expect(await db.readJson('select json_group_array(id) from slack_event', [])).toEqual(['Ev1', 'Ev2']);
    await store.takeEvent('Ev3', { at: '2026-03-04T00:00:00.001Z' as Instant, until: LATER });
    expect(await db.readJson('select json_group_array(id) from slack_event', [])).toEqual(['Ev2', 'Ev3']);
  });
});

eachDatabase('links of Slack users', (open) => {
  async function aScene() {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeSlackStore(db);
    const people = makePersonStore(db);
    const installation = value(await store.save(installationOf(providerId), entry(providerId)));
    const add = async (name: string) => {
      const { subject: _, ...audit } = entry(providerId, 'added');
      const person = {
        providerId,
        email: `${name}@x.example`,
        name,
        roles: ['viewer'],
        slack: null,
        createdAt: NOW,
      };
      return value(await people.add(person, audit)).id;
    };
    const [kim, lee] = [await add('kim'), await add('lee')];
    const request = (hash: string, userId = 'U1', until = LATER) =>
      store.addLinkRequest(
        hash,
        { user: { teamId: 'T1', userId }, userName: 'kimberly', installationId: installation.id },
        { at: NOW, until },
      );
    const redeem = (hash: string, personId: number, at = NOW) =>
      store.redeemLinkRequest(hash, personId, at, entry(providerId, 'linked'));
    const holder = async (userId = 'U1') =>
      (await people.findBySlack({ teamId: 'T1', userId }))?.name ?? null;
    return { db, providerId, store, people, installation, kim, lee, request, redeem, holder };
  }

  it('are read with their workspace until their time is over, and used once', async () => {
    const { db, providerId, store, installation, kim, lee, request, redeem, holder } = await aScene();
    await request('h');
    expect(await store.linkRequest('h', NOW)).toEqual({
      user: { teamId: 'T1', userId: 'U1' },
      userName: 'kimberly',
      installationId: installation.id,
      installation,
    });
    expect(await store.linkRequest('h', LATER)).toBeNull();
    expect(await redeem('h', kim, LATER)).toMatchObject({ ok: false, faults: [{ code: 'link_spent' }] });
    const both = await Promise.all([redeem('h', kim), redeem('h', lee)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await store.linkRequest('h', NOW)).toBeNull();
    const winner = both[0]?.ok ? 'kim' : 'lee';
    expect(await holder()).toBe(winner);
    expect((await actionsOf(db, providerId)).filter((action) => action === 'linked')).toHaveLength(1);
    expect(await store.linkedUsers(providerId)).toMatchObject([
      { personName: winner, user: { teamId: 'T1', userId: 'U1' }, userName: 'kimberly', linkedAt: NOW },
    ]);
  });

  it('of a user who is somebody else’s are refused and stay', async () => {
    const { store, kim, lee, request, redeem, holder, people, providerId } = await aScene();
    await request('first');
    await request('second');
    value(await redeem('first', kim));
    expect(await redeem('second', lee)).toMatchObject({ ok: false, faults: [{ code: 'slack_user_taken' }] });
    expect(await holder()).toBe('kim');
    await people.unlinkSlack(kim, { teamId: 'T1', userId: 'U1' }, entry(providerId, 'unlinked'));
    expect(await holder()).toBeNull();
    value(await redeem('second', lee));
    expect(await holder()).toBe('lee');
    expect(await store.linkRequest('second', NOW)).toBeNull();
  });

  it('replace the person’s user in that workspace alone', async () => {
    const { kim, request, redeem, holder, people, providerId, db } = await aScene();
    value(await people.linkSlack(kim, { teamId: 'T2', userId: 'U9' }, NOW, entry(providerId)));
    await request('one');
    await request('other', 'U2');
    value(await redeem('one', kim));
    value(await redeem('other', kim));
    expect([await holder('U1'), await holder('U2')]).toEqual([null, 'kim']);
    expect((await people.find(providerId, kim))?.slack).toHaveLength(2);
    await people.unlinkSlack(kim, null, entry(providerId, 'unlinked'));
    await people.unlinkSlack(kim, null, entry(providerId, 'unlinked'));
    expect((await people.find(providerId, kim))?.slack).toEqual([]);
    expect((await actionsOf(db, providerId)).filter((action) => action === 'unlinked')).toHaveLength(1);
  });

  it('end with the workspace, and are thrown away when their time is over', async () => {
    const { db, store, installation, request, providerId } = await aScene();
    await request('h', 'U1', SOON);
    await store.revoke(installation.id, NOW, entry(providerId));
    expect(await store.linkRequest('h', NOW)).toBeNull();
    await store.addLinkRequest(
      'later',
      { user: { teamId: 'T1', userId: 'U1' }, userName: 'x', installationId: installation.id },
      { at: SOON, until: LATER },
    );
    expect(await db.readJson('select json_group_array(hash) from slack_link', [])).toEqual(['later']);
  });
});
