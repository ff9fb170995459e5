import { describe, expect, it } from 'vitest';
import { aBookOfRates, KIM } from './a-book.ts';
import { clientsOf, refusal } from './clients.ts';

const FIELDS = 'version,modifiedTime,lastModifyingUser(emailAddress),trashed,capabilities(canEdit)';
const ADDRESS = 'https://cardline.test/hooks/google/drive';

async function aWatchedBook() {
  const made = await aBookOfRates();
  const { google, drive, book, clock } = made;
  const received: Request[] = [];
  const answers: number[] = [];
  google.deliverTo((request) => {
    received.push(request);
    return new Response(null, { status: answers.shift() ?? 200 });
  });
  const watch = async (asked: object = {}) =>
    (
      await drive.files.watch({
        fileId: book.id,
        requestBody: { id: 'channel-1', type: 'web_hook', address: ADDRESS, token: 'secret', ...asked },
      })
    ).data;
  const states = async () =>
    (await google.deliverPushes()).map(({ headers }) => headers['x-goog-resource-state']);
  return { ...made, watch, received, answers, states, clock };
}

describe('files', () => {
  it('a version rises with every change, and names the last editor', async () => {
    const { drive, book, clock } = await aBookOfRates();
    const get = async () => (await drive.files.get({ fileId: book.id, fields: FIELDS })).data;
    const before = await get();
    clock.pass(5);
    book.edit('Rates', 'C2', '0.16', KIM);
    const after = await get();
    expect(Number(after.version)).toBeGreaterThan(Number(before.version));
    expect(after).toMatchObject({
      lastModifyingUser: { emailAddress: KIM },
      modifiedTime: clock.now(),
      trashed: false,
      capabilities: { canEdit: true },
    });
  });

  it('are behind, where the test says so', async () => {
    const { google, drive, book, clock } = await aBookOfRates();
    google.lag(3);
    clock.pass(10);
    const version = async () => (await drive.files.get({ fileId: book.id, fields: 'version' })).data.version;
    const before = await version();
    book.edit('Rates', 'C2', '0.16', KIM);
    expect(await version()).toBe(before);
    clock.pass(3);
    expect(await version()).not.toBe(before);
  });

  it('say little where no fields are asked for, and refuse fields there are not', async () => {
    const { google, drive, book } = await aBookOfRates();
    expect((await drive.files.get({ fileId: book.id })).data).toEqual({
      kind: 'drive#file',
      id: book.id,
      name: 'Prices',
      mimeType: 'application/vnd.google-apps.spreadsheet',
    });
    expect(await refusal(drive.files.get({ fileId: book.id, fields: 'versions' }))).toMatchObject({
      code: 400,
    });
    expect(google.takeViolations()).toHaveLength(1);
  });

  it('are listed with their revisions', async () => {
    const { drive, book, google, clock } = await aBookOfRates();
    google.book({ title: 'Others', sharedAs: null });
    const { data } = await drive.files.list({
      q: "mimeType = 'application/vnd.google-apps.spreadsheet' and trashed = false",
      fields: 'files(id,name)',
    });
    expect(data).toEqual({ files: [{ id: book.id, name: 'Prices' }] });
    clock.pass(1);
    book.edit('Rates', 'C2', '1', KIM);
    const revisions = await drive.revisions.list({
      fileId: book.id,
      fields: 'revisions(lastModifyingUser(emailAddress))',
    });
    expect(revisions.data.revisions?.at(-1)).toEqual({ lastModifyingUser: { emailAddress: KIM } });
  });

  it('that are not shared do not exist for Drive, and are forbidden for Sheets; one that never was shared is a violation', async () => {
    const { google, drive, sheets, book } = await aBookOfRates();
    book.unshare();
    expect(await refusal(drive.files.get({ fileId: book.id }))).toMatchObject({
      code: 404,
      body: { error: { errors: [{ reason: 'notFound' }] } },
    });
    expect(await refusal(sheets.spreadsheets.get({ spreadsheetId: book.id }))).toMatchObject({
      code: 403,
      body: { error: { status: 'PERMISSION_DENIED' } },
    });
    expect(google.violations).toEqual([]);
    expect(await refusal(drive.files.get({ fileId: 'nothing' }))).toMatchObject({ code: 404 });
    expect(google.takeViolations()).toHaveLength(1);
  });

  it('may be in the bin, and may be read only', async () => {
    const { drive, sheets, book } = await aBookOfRates();
    book.trash();
    expect((await drive.files.get({ fileId: book.id, fields: 'trashed' })).data).toEqual({ trashed: true });
    book.makeReader();
    expect((await drive.files.get({ fileId: book.id, fields: 'capabilities.canEdit' })).data).toEqual({
      capabilities: { canEdit: false },
    });
    expect(
      await refusal(sheets.spreadsheets.values.clear({ spreadsheetId: book.id, range: 'Rates!A2' })),
    ).toMatchObject({ code: 403 });
    expect((await sheets.spreadsheets.get({ spreadsheetId: book.id, fields: 'spreadsheetId' })).data).toEqual(
      { spreadsheetId: book.id },
    );
  });
});

describe('push notifications', () => {
  it('begin with sync, gather changes for three minutes, and carry what Google sends', async () => {
    const { watch, states, book, clock, google, received } = await aWatchedBook();
    const channel = await watch();
    expect(channel).toMatchObject({
      kind: 'api#channel',
      id: 'channel-1',
      token: 'secret',
      expiration: String(Date.parse(clock.now()) + 3_600_000),
    });
    expect(await states()).toEqual(['sync']);
    book.edit('Rates', 'C2', '0.16', KIM);
    book.setTimeZone('Australia/Perth');
    clock.pass(1);
    expect(await states()).toEqual([]);
    book.edit('Rates', 'C3', '0.21', KIM);
    clock.pass(2);
    expect(await states()).toEqual(['update']);
    const [first, second] = google.pushes.map(({ headers }) => headers);
    expect(second).toMatchObject({
      'x-goog-channel-id': 'channel-1',
      'x-goog-channel-token': 'secret',
      'x-goog-resource-id': channel.resourceId,
      'x-goog-changed': 'content,properties',
    });
    expect(first?.['x-goog-message-number']).toBe('1');
    expect(Number(second?.['x-goog-message-number'])).toBeGreaterThan(1);
    expect(received[1]?.url).toBe(ADDRESS);
    expect(await received[1]?.text()).toBe('');
  });

  it('tell of bin and removal', async () => {
    const { watch, states, book, clock } = await aWatchedBook();
    await watch();
    book.trash();
    book.untrash();
    book.unshare();
    clock.pass(3);
    expect(await states()).toEqual(['sync', 'trash', 'untrash', 'remove']);
  });

  it('end with the channel: an hour, a day at most, or when it is stopped', async () => {
    const { watch, states, book, clock, google } = await aWatchedBook();
    const day = Date.parse(clock.now()) + 86_400_000;
    const { expiration } = await watch({ expiration: String(day + 1000) });
    expect(expiration).toBe(String(day));
    const { resourceId } = await watch({ id: 'channel-2' });
    expect(await states()).toEqual(['sync', 'sync']);
    book.edit('Rates', 'C2', '1', KIM);
    clock.pass(60);
    expect((await google.deliverPushes()).map(({ channelId }) => channelId)).toEqual(['channel-1']);
    // The token of before has ended with the hour.
    const { drive } = clientsOf(google);
    const stop = (id: string) =>
      refusal(drive.channels.stop({ requestBody: { id, resourceId: resourceId ?? '' } }));
    expect(await stop('channel-2')).toMatchObject({ code: 404 });
    expect(await stop('channel-1')).toBeNull();
    book.edit('Rates', 'C2', '2', KIM);
    clock.pass(60);
    expect(await states()).toEqual([]);
    expect(google.violations).toEqual([]);
  });

  it('are sent again where the receiver failed, and not where it refused', async () => {
    const { watch, states, clock, answers } = await aWatchedBook();
    await watch();
    answers.push(503, 404);
    expect(await states()).toEqual(['sync']);
    clock.pass(1);
    expect(await states()).toEqual(['sync']);
    clock.pass(1);
    expect(await states()).toEqual([]);
  });

  it('need an id of their own, a type and an address that is safe', async () => {
    const { watch, google } = await aWatchedBook();
    await watch();
    for (const asked of [
      {},
      { id: 'two', type: 'email' },
      { id: 'two', address: 'http://cardline.test/hooks' },
      { id: 'two', token: 'x'.repeat(257) },
      { id: 'two', expiration: '1' },
      { id: 'a b' },
    ]) {
      expect(await refusal(watch(asked)), JSON.stringify(asked)).toMatchObject({ code: 400 });
    }
    expect(google.takeViolations()).toHaveLength(6);
  });
});
