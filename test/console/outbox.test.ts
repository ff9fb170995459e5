import { describe, expect, it } from 'vitest';
import type { Instant } from '#core/calendar.ts';
import { outbox } from '#db/schema/index.ts';
import { someDeliveries } from '#test/support/given-up.ts';
import { aConsole } from './support/a-console.ts';
import { attributeOf, byTag } from './support/parse-html.ts';

async function aBusyConsole() {
  const it = await aConsole();
  await someDeliveries(it.db, it.bluegum.providerId);
  return it;
}

describe('the outbox', () => {
  it('shows what was given up first, with its error and attempts, what it is about, and nothing that is in it', async () => {
    const it = await aBusyConsole();
    const admin = await it.signedIn('admin');
    const seen = await admin.open('/status/outbox');
    expect(seen.heading).toBe('Outbox');
    expect(seen.text).toContain('channel_not_found');
    expect(seen.text).toContain('is_archived');
    expect(seen.text).not.toContain('ratelimited');
    expect(seen.html).not.toContain('nobody is to see');
    const links = byTag(seen.page, 'a').map((link) => attributeOf(link, 'href'));
    expect(links).toContain('/queue/req_2');
    const failing = await admin.open('/status/outbox?status=failing&channel=slack');
    expect(failing.text).toContain('ratelimited');
    expect((await admin.open('/status/outbox?status=waiting')).text).toContain('dlv_1');
    expect((await admin.open('/status/outbox?status=superseded')).text).toContain(
      'No message is in this state.',
    );
  });

  it('sends one again, all of a target, and all of a channel', async () => {
    const it = await aBusyConsole();
    const admin = await it.signedIn('admin');
    await admin.open('/status/outbox?status=failing');
    expect((await admin.send('Send again')).text).toContain('dlv_2 is sent again.');
    await admin.open('/status/outbox?status=dead');
    await admin.follow('slack:1:C2');
    await admin.open('/status/outbox?status=dead&channel=slack&target=slack%3A1%3AC2');
    const buttons = byTag(admin.seen.page, 'button').filter((one) =>
      one.children.join().includes('Send all'),
    );
    expect(buttons).toHaveLength(2);
    await admin.open('/status/outbox');
    expect((await admin.send('Send all again')).text).toContain('2 messages are sent again.');
    expect((await admin.open('/status/outbox')).text).toContain('No message is in this state.');
  });

  it('says so where somebody was first', async () => {
    const it = await aBusyConsole();
    const [one, other] = [await it.signedIn('admin'), await it.signedIn('admin')];
    await one.open('/status/outbox?status=failing');
    await other.open('/status/outbox?status=failing');
    await one.send('Send again');
    const late = await other.send('Send again');
    expect(late.status).toBe(409);
    expect(late.text).toContain('dlv_2 is about to be sent');
  });

  it('is for admins; others see how it stands on the status page', async () => {
    const it = await aBusyConsole();
    const viewer = await it.signedIn('viewer');
    expect((await viewer.open('/status/outbox')).status).toBe(403);
    const status = await viewer.open('/status');
    expect(status.text).toContain('Nothing here carries this channel: it waits.');
    expect(byTag(status.page, 'a').map((link) => attributeOf(link, 'href'))).not.toContain('/status/outbox');
    expect((await viewer.open('/')).text).not.toContain('Messages given up');
  });

  it('what was given up shows on the admin’s start page', async () => {
    const it = await aBusyConsole();
    const admin = await it.signedIn('admin');
    const home = await admin.open('/');
    expect(home.text).toContain('Messages given up');
    expect(home.text).toContain('2 messages');
    expect((await admin.open('/status')).text).toContain('Given up');
  });

  it('says what cannot be planned, and why', async () => {
    const it = await aConsole();
    const at = '2026-03-01T00:00:00.000Z' as Instant;
    await it.db.write([
      it.db.orm.insert(outbox).values({
        providerId: it.bluegum.providerId,
        topic: 'order.halted',
        dedupeKey: '1',
        body: {},
        attempts: 4,
        lastError: 'I do not know what to make of it.',
        dueAt: at,
        createdAt: at,
      }),
    ]);
    const admin = await it.signedIn('admin');
    const status = await admin.open('/status');
    expect(status.text).toContain('I do not know what to make of it.');
    expect((await (await it.signedInAt('wavelink', 'admin')).open('/status')).text).toContain(
      'Nothing waits',
    );
  });
});
