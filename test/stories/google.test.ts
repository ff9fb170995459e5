/** Prices kept in a Google spreadsheet: the ordinary way, and what goes wrong on it. */
import { describe, expect, it } from 'vitest';
import { instantAfter } from '#core/calendar.ts';
import { makeWorkbookLinkStore } from '#db/stores/workbook-link-store.ts';
import { unwrap } from '#test/support/catalogues.ts';
import { aPricingDesk, type Desk } from '#test/support/google-desk.ts';
import { aTenant } from '#test/support/tenants.ts';

const KIM = 'kim@wavelink.example';

describe('a price, from the spreadsheet to the catalogue', () => {
  it('is prepared, edited, checked, approved and published, and the sheet says so at each step', async () => {
    const desk = await aPricingDesk();
    const prepared = await desk.prepare();
    expect(prepared).toMatchObject({ title: 'Wavelink prices', version: 1 });
    expect(desk.book.tabs).toEqual(expect.arrayContaining(['Package Plans', 'Rates', 'Accounts', '_lists']));
    expect(desk.book.cell('Tariffs', 'A2').value).toBe('0011');
    expect(desk.beside('Products', 'STATIC-IP')).toEqual(['OK', '']);

    desk.type('Package Plans', 'HOME', 'Access Fee', '74.95', KIM);
    const change = await desk.sync();
    expect(change).toMatchObject({ status: 'pending', source: 'workbook', changed: 1, added: 0, removed: 0 });
    expect(desk.beside('Package Plans', 'HOME')).toEqual(['Changed', 'Access Fee: 69.95 → 74.95']);

    unwrap(await desk.services.catalogue.approveChanges(desk.approver, change.id));
    await desk.settle();
    expect(desk.beside('Package Plans', 'HOME')).toEqual(['OK', 'Published in version 2.']);
    expect(desk.beside('Package Plans', 'BUY-HOME')).toEqual(['OK', '']);
    expect((await desk.sync()).status).toBe('unchanged');
    expect(desk.beside('Package Plans', 'HOME')).toEqual(['OK', 'Published in version 2.']);
  });
});

/** Calls since the last time, by method. */
function callsOf({ google }: Desk): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method } of google.calls) counts[method] = (counts[method] ?? 0) + 1;
  google.forgetCalls();
  return counts;
}

/** What a sync is refused with. */
async function refusalOf(desk: Desk) {
  const done = await desk.services.catalogue.submitChanges(desk.pricing, { source: 'workbook' });
  if (done.ok) throw new Error(`not refused: ${done.value.status}`);
  return done.faults;
}

const pending = async (desk: Desk) =>
  unwrap(
    await desk.services.catalogue.listChangeSets(
      desk.pricing,
      { status: 'pending' },
      { limit: 50, cursor: null },
    ),
  ).items;

const linkOf = async (desk: Desk) => {
  const { link } = unwrap(await desk.services.sheets.show(desk.pricing));
  if (link === null) throw new Error('no spreadsheet is linked');
  return link;
};

describe('reading', () => {
  it('takes three calls however many tabs there are', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.google.forgetCalls();
    unwrap(await desk.services.catalogue.submitChanges(desk.pricing, { source: 'workbook' }));
    expect(callsOf(desk)).toEqual({ 'files.get': 1, 'spreadsheets.get': 1, 'values.batchGet': 1 });
  });

  it('takes what people type as they mean it: days, text, ticks, and a code that stays text', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.type('Package Plans', 'HOME', 'Saleable From', '2026-04-01');
    desk.type('Package Plans', 'HOME', 'Pro Rata', 'TRUE');
    desk.type('Package Plans', 'HOME', 'Tax', '10%');
    desk.type('Products', 'STATIC-IP', 'Code', '0061');
    const { faults } = await desk.sync();
    expect(desk.book.cell('Products', 'A2').value).toBe('0061');
    expect(faults.map(({ tab, code }) => `${tab} ${code}`)).not.toContain('Products code_as_number');
    expect(faults.filter(({ tab }) => tab === 'Package Plans')).toEqual([]);
  });

  it('reports tabs and columns that are not of the workbook, and leaves notes of people alone', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.book.renameTab('Sheet1', 'Ideas');
    desk.book.edit('Ideas', 'A1', 'cheaper?');
    expect((await desk.sync()).faults).toMatchObject([{ code: 'unknown_tab', tab: 'Ideas' }]);
    desk.book.renameTab('Ideas', '_ideas');
    expect((await desk.sync()).status).toBe('unchanged');
  });
});

describe('a mistake and its mending', () => {
  it('shows in Status, Message and a note at the cell, and all of it goes when it is mended', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    const cell = desk.cellOf('Rates', 'VOICE', 'Tariff Key');
    desk.book.edit('Rates', cell, '0012');
    const faulty = await desk.sync();
    expect(faulty.status).toBe('faulty');
    expect(desk.beside('Rates', 'VOICE')[0]).toBe('Fault');
    expect(desk.beside('Rates', 'VOICE')[1]).toContain('Tariff Key: ');
    expect(desk.book.notes('Rates')[cell]).toMatch(/^Cardline: .*0012/);

    desk.book.edit('Rates', cell, '0011');
    expect((await desk.sync()).status).toBe('unchanged');
    expect(desk.beside('Rates', 'VOICE')).toEqual(['OK', '']);
    expect(desk.book.notes('Rates')[cell]).toBeUndefined();
  });

  it('a formula that fails is told at its cell', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    const cell = desk.cellOf('Package Plans', 'HOME', 'Access Fee');
    desk.book.edit('Package Plans', cell, '=#REF!');
    expect((await desk.sync()).faults).toMatchObject([{ code: 'error_cell', cell }]);
    expect(desk.book.notes('Package Plans')[cell]).toContain('#REF!');
  });

  it('writes nothing but Cardline’s columns, notes and lists', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.type('Package Plans', 'HOME', 'Name', '');
    const usersCells = () => {
      const rows = desk.book.shown('Package Plans');
      const users = (rows[0]?.length ?? 0) - 2;
      return rows.map((row) => Array.from({ length: users }, (_, at) => row[at] ?? ''));
    };
    const before = usersCells();
    await desk.sync();
    expect(usersCells()).toEqual(before);
  });

  it('a row that moved between the check and the write-back is told where it stands now', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.type('Package Plans', 'HOME', 'Access Fee', '-1');
    unwrap(await desk.services.catalogue.submitChanges(desk.pricing, { source: 'workbook' }));
    desk.book.insertRow('Package Plans', 2);
    desk.book.sortRows('Package Plans', 'A');
    await desk.settle();
    expect(desk.beside('Package Plans', 'HOME')[0]).toBe('Fault');
    expect(desk.beside('Package Plans', 'BUY-HOME')).toEqual(['OK', '']);
    expect(
      Object.keys(desk.book.notes('Package Plans')).filter(
        (name) => !name.endsWith('1') || /\d{2}/.test(name),
      ),
    ).toEqual([desk.cellOf('Package Plans', 'HOME', 'Access Fee')]);
  });
});

describe('by itself', () => {
  it('a burst of edits is one sync, a minute after the last, in the name of who edited', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    await desk.minutesPass(6);
    await desk.google.deliverPushes();
    const [opening] = desk.google.pushes;
    expect(opening).toMatchObject({ status: 204, headers: { 'x-goog-resource-state': 'sync' } });
    callsOf(desk);
    for (const fee of ['70.95', '71.95', '72.95']) {
      desk.type('Package Plans', 'HOME', 'Access Fee', fee, KIM);
      const headers = { ...opening?.headers, 'x-goog-resource-state': 'update' };
      const announced = await desk.fetch('/hooks/google/drive', { method: 'POST', headers });
      expect(announced.status).toBe(204);
      await desk.minutesPass(0.5);
    }
    // The last was half a minute ago.
    expect(callsOf(desk)).toEqual({});
    await desk.minutesPass(0.5);
    const [change, ...others] = await pending(desk);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ changed: 1, editedBy: [KIM], submittedBy: 'schedule' });
    // Read to be checked, and again to be told.
    expect(callsOf(desk)).toEqual({
      'files.get': 1,
      'spreadsheets.get': 2,
      'values.batchGet': 2,
      'spreadsheets.batchUpdate': 1,
    });
    expect(desk.beside('Package Plans', 'HOME')).toEqual(['Changed', 'Access Fee: 69.95 → 72.95']);
  });

  it('comes to a sync too while people go on editing: five minutes after the first announcement', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    const at = desk.clock.now();
    const links = makeWorkbookLinkStore(desk.db);
    for (let seconds = 0; seconds < 600; seconds += 50) {
      const now = instantAfter(at, seconds * 1000);
      await links.announce(desk.tenant.providerId, {
        at: now,
        dueAt: instantAfter(now, 60_000),
        latestMs: 300_000,
      });
    }
    expect((await linkOf(desk)).dueAt).toBe(instantAfter(at, 300_000));
  });

  it('an announcement that is lost is made up for by looking every few minutes', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.type('Package Plans', 'HOME', 'Access Fee', '70.95', KIM);
    await desk.minutesPass(6);
    expect(await pending(desk)).toHaveLength(1);
  });

  it('what somebody edited whom Cardline knows is submitted in that name, so that nobody approves an own edit as a second person', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    unwrap(
      await desk.services.people.addPerson(desk.pricing, { email: KIM, name: 'Kim Lee', roles: ['pricing'] }),
    );
    desk.type('Package Plans', 'HOME', 'Access Fee', '70.95', KIM);
    await desk.minutesPass(6);
    expect(await pending(desk)).toMatchObject([
      { submittedBy: 'Kim Lee', submittedById: 'usr_1', editedBy: [KIM] },
    ]);
  });

  it('does not take its own writing for an edit', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.type('Package Plans', 'HOME', 'Access Fee', '-1', KIM);
    await desk.minutesPass(6);
    expect(desk.beside('Package Plans', 'HOME')[0]).toBe('Fault');
    await desk.google.deliverPushes();
    await desk.minutesPass(6);
    desk.clock.pass(3);
    await desk.google.deliverPushes();
    await desk.minutesPass(6);
    const { version } = desk.book;
    callsOf(desk);
    for (let looks = 0; looks < 3; looks += 1) {
      desk.clock.pass(3);
      await desk.google.deliverPushes();
      await desk.minutesPass(6);
    }
    expect(desk.book.version).toBe(version);
    expect(callsOf(desk)).toEqual({ 'files.get': 3 });
  });

  it('proposes nothing that is faulty, and tells its rows all the same', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.type('Package Plans', 'HOME', 'Access Fee', '$69', KIM);
    desk.type('Package Plans', 'HOME', 'Name', '', KIM);
    await desk.minutesPass(6);
    expect(await pending(desk)).toEqual([]);
    expect(desk.beside('Package Plans', 'HOME')[0]).toBe('Fault');
    const all = unwrap(
      await desk.services.catalogue.listChangeSets(desk.pricing, {}, { limit: 50, cursor: null }),
    );
    expect(all.items.map(({ status }) => status)).toEqual(['published']);
  });

  it('is watched all the time: a channel has its successor before it ends, and is stopped then', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    const first = (await linkOf(desk)).channel;
    expect(first).not.toBeNull();
    await desk.minutesPass(12 * 60);
    expect((await linkOf(desk)).channel).toEqual(first);
    await desk.minutesPass(11 * 60 + 30);
    const second = (await linkOf(desk)).channel;
    expect(second?.id).not.toBe(first?.id);
    expect((second?.expiresAt ?? '') > desk.clock.now()).toBe(true);
    expect(desk.google.callsOf('channels.stop')).toHaveLength(1);
  });

  it('is watched by the successor though the channel before could not be stopped: there is nothing to complain of', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    const first = (await linkOf(desk)).channel;
    desk.google.fail('channels.stop', { status: 403, times: 9 });
    await desk.minutesPass(23 * 60 + 30);
    expect(desk.google.callsOf('channels.stop').length).toBeGreaterThan(0);
    const { channel, channelProblem } = await linkOf(desk);
    expect(channel?.id).not.toBe(first?.id);
    expect(channelProblem).toBeNull();
  });

  it('takes no announcement with a wrong token, of another file, or of a channel that nobody opened', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    await desk.minutesPass(6);
    const { channel } = await linkOf(desk);
    const announce = (headers: Record<string, string>) =>
      desk.fetch('/hooks/google/drive', {
        method: 'POST',
        headers: {
          'x-goog-channel-id': channel?.id ?? '',
          'x-goog-resource-id': channel?.resourceId ?? '',
          'x-goog-channel-token': 'guessed',
          'x-goog-resource-state': 'update',
          ...headers,
        },
      });
    expect((await announce({})).status).toBe(401);
    expect((await announce({ 'x-goog-channel-id': 'nobody' })).status).toBe(401);
    expect((await announce({ 'x-goog-resource-id': 'another' })).status).toBe(401);
    expect((await desk.fetch('/hooks/google/drive', { method: 'POST' })).status).toBe(401);
    expect((await linkOf(desk)).dueAt).toBeNull();
  });
});

describe('what Google refuses', () => {
  it('a quota that stays used up ends the sync whole, says so, and is over with the next', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.type('Package Plans', 'HOME', 'Access Fee', '70.95');
    desk.google.fail('values.batchGet', { status: 429, times: 4 });
    expect(await refusalOf(desk)).toMatchObject([{ code: 'google_quota', kind: 'conflict' }]);
    expect(desk.pauses.length).toBeGreaterThan(0);
    expect((await linkOf(desk)).problem).toContain('quota');
    expect((await desk.sync()).status).toBe('pending');
    expect((await linkOf(desk)).problem).toBeNull();
    desk.google.takeViolations();
  });

  it('a failure that passes is waited for', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.google.fail('values.batchGet', { status: 503, times: 2 });
    desk.google.fail('spreadsheets.get', { cut: 'middle' });
    desk.google.fail('files.get', { cut: 'before' });
    expect((await desk.sync()).status).toBe('unchanged');
    desk.google.takeViolations();
  });

  it('an answer with a part of the tabs is no answer: nothing is taken over', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.google.fail('values.batchGet', { partial: 5, times: 2 });
    expect(await refusalOf(desk)).toMatchObject([{ code: 'sheet_read_incomplete' }]);
    desk.google.fail('spreadsheets.get', { partial: 5 });
    expect(await refusalOf(desk)).toMatchObject([{ code: 'sheet_tab_missing' }]);
    expect(await pending(desk)).toEqual([]);
  });

  it('a tab that was deleted is missed, and prepared anew', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    await desk.sync();
    desk.book.deleteTab('Rates');
    const [fault] = await refusalOf(desk);
    expect(fault).toMatchObject({ code: 'sheet_tab_missing', message: expect.stringContaining('"Rates"') });
    const again = await desk.prepare();
    expect(again.tabs.filter(({ outcome }) => outcome === 'made').map(({ title }) => title)).toEqual([
      'Rates',
    ]);
    expect((await desk.sync()).status).toBe('unchanged');
  });

  it('a sheet that is not shared any more: says with whom to share it', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.book.unshare();
    const [fault] = await refusalOf(desk);
    expect(fault?.message).toContain(`share it with ${desk.google.serviceAccount.email} as editor`);
    expect((await linkOf(desk)).problem).toBe(fault?.message);
  });

  it('a sheet that may only be looked at is read; what the check says waits, and the problem is told', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.type('Package Plans', 'HOME', 'Access Fee', '70.95');
    desk.book.makeReader();
    expect((await desk.sync()).status).toBe('pending');
    expect((await linkOf(desk)).problem).toContain('as editor');
    desk.book.share(desk.google.serviceAccount.email);
    await desk.minutesPass(30);
    expect(desk.beside('Package Plans', 'HOME')[0]).toBe('Changed');
  });

  it('a sheet in the bin: says where it is', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.book.trash();
    expect(await refusalOf(desk)).toMatchObject([{ code: 'sheet_trashed' }]);
    desk.book.untrash();
    expect((await desk.sync()).status).toBe('unchanged');
  });

  it('approving a change set whose sheet was edited since is refused, and names the rows (M4)', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.type('Package Plans', 'HOME', 'Access Fee', '70.95');
    const change = await desk.sync();
    desk.type('Package Plans', 'HOME', 'Access Fee', '7.95');
    const done = await desk.services.catalogue.approveChanges(desk.approver, change.id);
    expect(done).toMatchObject({ ok: false, faults: [{ code: 'change_set_stale' }] });
  });
});

describe('whose spreadsheet it is', () => {
  it('the first provider to sync has that of GOOGLE_SHEET_ID; the built-in workbook is then out of use', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    const edited = await desk.services.workbook.edit(desk.pricing, 'Products', {
      add: [{ cells: { Code: 'X' } }],
    });
    expect(edited).toMatchObject({ ok: false, faults: [{ code: 'workbook_elsewhere' }] });
    expect(unwrap(await desk.services.workbook.showWorkbook(desk.pricing)).isEditable).toBe(false);
    unwrap(await desk.services.sheets.unlink(desk.pricing));
    expect(unwrap(await desk.services.workbook.showWorkbook(desk.pricing)).isEditable).toBe(true);
    unwrap(await desk.services.workbook.edit(desk.pricing, 'Products', { add: [{ cells: { Code: 'X' } }] }));
  });

  it('any other is told to link its own, and keeps the built-in one meanwhile', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    const other = { ...desk.pricing, ...(await aTenant(desk.db, 'bluegum')) };
    expect(await desk.services.sheets.prepare(other)).toMatchObject({
      ok: false,
      faults: [
        { code: 'sheet_not_linked', message: expect.stringContaining('sheets link --provider bluegum') },
      ],
    });
    expect(await desk.services.sheets.link(other, desk.book.id)).toMatchObject({
      ok: false,
      faults: [{ code: 'sheet_taken' }],
    });
    unwrap(await desk.services.workbook.edit(other, 'Products', { add: [{ cells: { Code: 'X' } }] }));
    const own = desk.google.book({ title: 'Bluegum prices' });
    const address = `https://docs.google.com/spreadsheets/d/${own.id}/edit#gid=0`;
    expect(unwrap(await desk.services.sheets.link(other, address))).toMatchObject({
      title: 'Bluegum prices',
    });
    expect(unwrap(await desk.services.sheets.prepare(other)).title).toBe('Bluegum prices');
  });

  it('what is no id of a spreadsheet, or of none that is shared, is refused', async () => {
    const desk = await aPricingDesk({ isFirst: false });
    expect(await desk.services.sheets.link(desk.pricing, 'my prices')).toMatchObject({
      ok: false,
      faults: [{ code: 'invalid_sheet_id' }],
    });
    const strange = desk.google.book({ sharedAs: null });
    expect(await desk.services.sheets.link(desk.pricing, strange.id)).toMatchObject({ ok: false });
    expect(unwrap(await desk.services.sheets.show(desk.pricing)).link).toBeNull();
  });
});

describe('preparing', () => {
  it('again changes nothing, doubles nothing, and leaves people’s columns where they are', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    const about = () => {
      const { protectedRanges, conditionalFormats, rowCount } = desk.book.about('Rates');
      return { protections: protectedRanges.length, rules: conditionalFormats.length, rowCount };
    };
    const before = about();
    desk.book.insertColumn('Rates', 'A');
    desk.book.edit('Rates', 'A1', '_mine');
    desk.book.edit('Rates', 'A2', 'keep me');
    const again = await desk.prepare();
    expect(again.tabs.every(({ outcome, filledRows }) => outcome === 'repaired' && filledRows === null)).toBe(
      true,
    );
    expect(about()).toEqual(before);
    expect(desk.book.cell('Rates', 'A2').value).toBe('keep me');
    expect(desk.book.about('_lists').properties.hidden).toBe(true);
  });

  it('refills from an earlier version: the way back after a restore', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.type('Package Plans', 'HOME', 'Access Fee', '74.95');
    unwrap(await desk.services.catalogue.approveChanges(desk.approver, (await desk.sync()).id));
    unwrap(await desk.services.sheets.prepare(desk.pricing, { isRefill: true, version: 1 }));
    expect(desk.book.cell('Package Plans', desk.cellOf('Package Plans', 'HOME', 'Access Fee')).value).toBe(
      69.95,
    );
    expect(await desk.services.sheets.prepare(desk.pricing, { isRefill: true, version: 9 })).toMatchObject({
      ok: false,
      faults: [{ code: 'version_not_found' }],
    });
  });
});
