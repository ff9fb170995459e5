import { describe, expect, it } from 'vitest';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { useFakeGoogle } from '#test/support/google/use-fake-google.ts';
import { aConsole } from './support/a-console.ts';

async function aConsoleWithGoogle() {
  const google = await useFakeGoogle({ clock: clockAt(SOME_MORNING) });
  const { email, privateKey } = google.serviceAccount;
  const console = await aConsole({
    google: { clientEmail: email, privateKey, sheetId: null, apiRoot: google.url },
  });
  return { google, console, account: email };
}

describe('the Google spreadsheet', () => {
  it('is linked, prepared, synced and let go of by its pages alone', async () => {
    const { google, console, account } = await aConsoleWithGoogle();
    const book = google.book({ title: 'Bluegum prices' });
    const admin = await console.signedIn('admin');
    const before = await admin.open('/workbook/google');
    expect(before.text).toContain(`Share a spreadsheet with ${account} as editor`);

    const linked = await admin.send('link', {
      sheet: `https://docs.google.com/spreadsheets/d/${book.id}/edit`,
    });
    expect(linked.text).toContain('The workbook is “Bluegum prices” now');
    const prepared = await admin.send('Prepare the spreadsheet');
    expect(prepared.text).toContain('“Bluegum prices” is prepared');
    expect(book.tabs).toContain('Package Plans');

    const change = await admin.send('Sync now');
    expect(change.heading).toMatch(/^Change set chg_/);
    expect(change.text).toContain('from workbook');
    expect((await admin.open('/status')).text).toContain('Bluegum prices Works');
    const builtin = await admin.open('/workbook');
    expect(builtin.text).toContain('The workbook is the Google spreadsheet “Bluegum prices”');
    expect(builtin.text).not.toContain('Replace the tabs');

    await admin.open('/workbook/google');
    expect((await admin.send('Unlink')).text).toContain('The workbook is the built-in one again');
    expect((await admin.open('/workbook')).text).toContain('Replace the tabs');
  });

  it('says beside its field what is wrong with an id, and what Google refuses', async () => {
    const { google, console, account } = await aConsoleWithGoogle();
    const strange = google.book({ sharedAs: null });
    const admin = await console.signedIn('admin');
    await admin.open('/workbook/google');
    expect((await admin.send('link', { sheet: 'our prices' })).text).toContain(
      'This is not the id of a spreadsheet',
    );
    expect((await admin.send('link', { sheet: strange.id })).text).toContain(
      `share it with ${account} as editor`,
    );
  });

  it('is linked by admins alone; whoever prices prepares and syncs', async () => {
    const { google, console } = await aConsoleWithGoogle();
    const admin = await console.signedIn('admin');
    await admin.open('/workbook/google');
    await admin.send('link', { sheet: google.book().id });
    const pricing = await (await console.signedIn('pricing')).open('/workbook/google');
    expect(pricing.text).toContain('Prepare the spreadsheet');
    expect(pricing.text).not.toContain('Unlink');
    const viewer = await (await console.signedIn('viewer')).open('/workbook/google');
    expect(viewer.text).not.toContain('Prepare the spreadsheet');
  });

  it('says where Google is off', async () => {
    const viewer = await (await aConsole()).signedIn('viewer');
    expect((await viewer.open('/workbook/google')).text).toContain('Google Sheets is off here');
  });
});
