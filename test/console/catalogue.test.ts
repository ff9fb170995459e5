import { describe, expect, it } from 'vitest';
import { aWorkbook } from '#test/support/workbooks.ts';
import { aConsole } from './support/a-console.ts';
import { publishedByPages } from './support/published-by-pages.ts';
import { aFile } from './support/visitor.ts';

describe('the catalogue', () => {
  it('CAT-6: is searched by name, status, side and service type', async () => {
    const it = await aConsole();
    const viewer = await it.signedIn('viewer');
    expect((await viewer.open('/catalogue')).text).toContain('NBN-FLEX');
    const searched = await viewer.send('Search', { search: 'nbn-fl', side: 'sell' });
    expect(searched.text).toContain('NBN-FLEX');
    expect(searched.text).not.toContain('BUNDLE');
    expect((await viewer.send('Search', { search: '', status: 'Draft' })).text).toContain('DRAFT');
    expect((await viewer.open('/catalogue?serviceType=Hosting')).text).toContain('HOST');
    expect((await viewer.open('/catalogue?search=nothing-like-it')).text).toContain('Nothing found');
    for (const kind of ['service-plans', 'products', 'bolt-ons', 'rate-cards', 'tariffs'])
      expect((await viewer.open(`/catalogue/${kind}`)).status, kind).toBe(200);
  });

  it('CAT-3: a plan’s page lists every prerequisite, met or missing', async () => {
    const it = await aConsole();
    const viewer = await it.signedIn('viewer');
    const whole = await viewer.open('/catalogue/package-plans/NBN-50');
    for (const text of ['Setup Fee', '49.00', 'Bill Access Fees In', 'Advance', 'Yes', 'Saleable From'])
      expect(whole.text).toContain(text);
    const orphan = await viewer.open('/catalogue/package-plans/DRAFT');
    expect(orphan.text).toMatch(/No: \d things? missing/);
    expect(orphan.text).toContain('No service plan is linked to DRAFT');
    expect((await viewer.open('/catalogue/package-plans/NOBODY')).status).toBe(404);
    expect((await viewer.open('/catalogue/service-plans/SP-NBN-50')).text).toContain('Data billing');
    expect((await viewer.open('/catalogue/rate-cards/VOICE')).text).toContain('LOCAL');
    expect((await viewer.open('/catalogue/rate-cards/VOICE?on=2019-01-01')).text).toContain('No rates');
  });

  it('BILL-11: a plan’s calendar shows the cardlines of its published settings, for any start', async () => {
    const it = await aConsole();
    const viewer = await it.signedIn('viewer');
    await viewer.open('/catalogue/package-plans/NBN-50');
    await viewer.follow('Calendar of its cardlines');
    const asked = await viewer.send('Show', { start: '2026-05-01', months: '6', cancelOn: '2026-07-11' });
    expect(asked.text).toContain('As published in version 1.');
    expect(asked.text).toContain('1 May 2026 – 31 May 2026: ');
    expect(asked.text).toContain('used to 10 Jul 2026');
    expect(asked.path).toContain('start=2026-05-01');
    const refused = await viewer.send('Show', { months: '99', cancelOn: '2020-01-01' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('from 1 to 60');
    expect((await viewer.open('/catalogue/package-plans/NOBODY/calendar')).status).toBe(404);
  });

  it('CAT-7, BILL-11: a plan’s calendar has the features of its services, as its runs charge them', async () => {
    const { pia } = await publishedByPages();
    const shown = await pia.open('/catalogue/package-plans/HOME/calendar?start=2026-05-01&months=2');
    expect(shown.text).toContain('1 May 2026 – 31 May 2026: 79.95 on 1 May 2026');
    expect(shown.text).toContain('Service feature fee SP-NBN · STATIC-IP');
  });

  it('CAT-5: any version is shown, compared with another, and restored as a new one', async () => {
    const { pia } = await publishedByPages();
    await pia.open('/workbook');
    await pia.send('import', {
      files: aWorkbook()
        .set('Package Plans', 'HOME', 'Access Fee', '74.95')
        .only('Package Plans')
        .csvFiles()
        .map((file) => aFile(file)),
    });
    await pia.send('Check & submit');
    expect((await pia.send('Approve')).text).toContain('Published as version 2');
    expect((await pia.open('/catalogue/package-plans/HOME')).text).toContain('74.95');
    const old = await pia.open('/catalogue/package-plans/HOME?version=1');
    expect(old.text).toContain('This is version 1.');
    expect(old.text).toContain('69.95');
    const compared = await pia.open('/versions').then(() => pia.send('Compare', { from: '1', to: '2' }));
    expect(compared.text).toContain('69.95 → becomes 74.95');
    await pia.open('/versions/1');
    const restored = await pia.send('Restore');
    expect(restored.text).toContain('Version 1 is in force again, as version 3.');
    expect((await pia.open('/catalogue/package-plans/HOME')).text).toContain('69.95');
    const again = await pia.open('/versions/1').then(() => pia.send('Restore'));
    expect([again.status, again.text.includes('which is in force')]).toEqual([409, true]);
    expect((await pia.open('/versions/1').then(() => pia.send('Refill the workbook'))).text).toContain(
      'The workbook now says what version 1 says.',
    );
    expect((await pia.open('/versions/77')).status).toBe(404);
  });
});

it('M8: what became of a row is one step from its plan, and from any difference that it is in', async () => {
  const { pia } = await publishedByPages();
  await pia.open('/workbook');
  await pia.send('import', {
    files: aWorkbook()
      .set('Package Plans', 'HOME', 'Access Fee', '74.95')
      .only('Package Plans')
      .csvFiles()
      .map((file) => aFile(file)),
  });
  await pia.send('Check & submit');
  await pia.send('Approve');
  await pia.open('/catalogue/package-plans/HOME');
  const whole = await pia.follow('Every change');
  expect(whole.text).toContain('69.95 → becomes 74.95');
  expect(whole.text).toContain('approved by');
  expect(whole.text).toContain('Version 1');
  expect((await pia.send('Show', { field: 'Name' })).text).not.toContain('74.95');
  await pia.open('/versions/2');
  expect((await pia.follow('HOME')).text).toContain('What became of this row of Package Plans');
  expect((await pia.open('/catalogue/history?tab=Package%20Plans&key=NOBODY')).status).toBe(404);
});

describe('a change set', () => {
  const proposed = async () => {
    const { it, pia } = await publishedByPages();
    await pia.open('/workbook/Package%20Plans');
    await pia.follow('HOME');
    await pia.send('row', { 'Access Fee': '79.95' });
    const change = await pia.send('Check & submit');
    return { it, pia, path: change.path };
  };

  it('is rejected with a reason that whoever submitted it reads', async () => {
    const { it, pia, path } = await proposed();
    const lead = await it.signedIn('pricing', 'viewer');
    await lead.open(path);
    expect((await lead.send('Reject', { reason: 'Too <dear>.' })).text).toContain('was rejected.');
    expect((await pia.open(path)).text).toContain('Too <dear>.');
    expect((await pia.open('/changes?status=rejected')).text).toContain('chg_2');
  });

  it('PROV-5: is decided once: the second is told who was first', async () => {
    const { it, pia, path } = await proposed();
    const lead = await it.signedIn('pricing', 'viewer');
    await lead.open(path);
    await pia.open(path);
    await lead.send('Approve');
    const late = await pia.send('Reject');
    expect(late.status).toBe(409);
    expect(late.text).toContain('by Robin pricing viewer');
    expect(late.text).toContain('Published');
  });

  it('CAT-5: goes stale when the workbook moves, and says which rows moved', async () => {
    const { pia, path } = await proposed();
    await pia.open('/workbook/Package%20Plans');
    await pia.follow('HOME');
    await pia.send('row', { 'Access Fee': '80.00' });
    await pia.open(path);
    const stale = await pia.send('Approve');
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Package Plans HOME');
    expect(() => pia.form('Approve')).toThrow('no form');
  });

  it('M5: with four eyes waits for somebody else, and says why; the other sees it and approves', async () => {
    const { it, pia, path } = await proposed();
    const admin = await it.signedIn('admin');
    await admin.open('/people/settings');
    await admin.send('settings', { approvalFourEyes: 'on', approvalRiseAbove: '10' });
    expect(admin.valuesOf(admin.form('settings'))).toMatchObject({
      approvalFourEyes: ['on'],
      approvalRiseAbove: '10',
      approvalRowsAbove: '',
    });
    const own = await pia.open(path);
    expect(own.text).toContain('Package Plans HOME Access Fee rises from 69.95 to 79.95, by 14.3 %');
    expect(own.text).toContain('You submitted it: it waits for somebody else.');
    expect(() => pia.form('Approve')).toThrow('no form');
    const lead = await it.signedIn('pricing', 'viewer');
    await lead.open(path);
    expect((await lead.send('Approve')).text).toContain('Published as version 2');
  });

  it('CAT-5: is approved for a day, waits for it, and can be withdrawn until then', async () => {
    const { pia, path } = await proposed();
    await pia.open(path);
    const past = await pia.send('Approve', { publishOn: '2020-01-01' });
    expect([past.status, past.text.includes('is over')]).toEqual([422, true]);
    const scheduled = await pia.send('Approve', { publishOn: '2199-01-31' });
    expect(scheduled.text).toContain('Approved: it is published on 31 Jan 2199.');
    expect(scheduled.text).toContain('Scheduled');
    expect((await pia.open('/changes?status=scheduled')).text).toContain('chg_2');
    await pia.open(path);
    expect((await pia.send('Withdraw')).text).toContain('was withdrawn.');
  });

  it('M6: is approved over many removals only with the tick that says they are meant', async () => {
    const { pia } = await publishedByPages();
    const lines = Array.from({ length: 25 }, (_, at) => ({
      'Tariff Key': `9${at + 100}`,
      Description: `Place ${at}`,
      'Usage Type': 'Voice',
      Unit: 'second',
    }));
    const bring = async (book: ReturnType<typeof aWorkbook>) => {
      await pia.open('/workbook');
      await pia.send('import', {
        files: book
          .only('Tariffs')
          .csvFiles()
          .map((file) => aFile(file)),
      });
      return pia.send('Check & submit');
    };
    await bring(aWorkbook().add('Tariffs', ...lines));
    await pia.send('Approve');
    const change = await bring(aWorkbook());
    expect(change.text).toContain('Tariffs would lose 25 of its 27 rows.');
    const refused = await pia.send('Approve');
    expect([refused.status, refused.text.includes('confirm the removals')]).toEqual([409, true]);
    expect((await pia.send('Approve', { confirmRemovals: 'on' })).text).toContain('Published as version 3');
    await pia.open('/versions/2');
    await pia.send('Restore');
    await pia.open('/versions/1');
    const asked = await pia.send('Restore');
    expect([asked.status, asked.text.includes('The removals are meant')]).toEqual([409, true]);
    expect((await pia.send('Restore', { confirmRemovals: 'on' })).text).toContain('as version 5.');
  });

  it('is withdrawn by who edits, and decided only by who may', async () => {
    const { it, pia, path } = await proposed();
    const viewer = await it.signedIn('viewer');
    expect((await viewer.open(path)).text).toContain('Deciding takes the power “catalogue.approve”');
    await pia.open(path);
    expect((await pia.send('Withdraw')).text).toContain('was withdrawn.');
  });

  it('of another provider is not found', async () => {
    const { it, path } = await proposed();
    const other = await it.signedInAt('wavelink', 'admin');
    expect((await other.open(path)).status).toBe(404);
  });
});

describe('what a change set would mean', () => {
  it('M2: stands before the rows: money, prices with old, new, difference and per cent, margins, tab by tab', async () => {
    const { pia } = await publishedByPages();
    await pia.open('/workbook');
    const book = aWorkbook()
      .set('Package Plans', 'HOME', 'Access Fee', '39.95')
      .set('Rates', 2, 'Price', '0.025')
      .set('Rates', 3, 'Price', '0.01')
      .set('Rates', 4, 'Price', '0.03')
      .set('Products', 'STATIC-IP', 'Name', 'An address of its own');
    await pia.send('import', { files: book.csvFiles().map((file) => aFile(file)) });
    const change = await pia.send('Check & submit');
    for (const told of [
      'What it would mean',
      'Nobody has or has ordered a plan that changes.',
      '1 package plan would be sold below cost: HOME for 39.95, bought as BUY-HOME for 44.00.',
      'Below cost',
      '−42.9 %',
      '+25 %',
      '2 prices rise, 2 fall.',
      '39.95 less 44.00',
    ])
      expect(change.text, told).toContain(told);
    // The picture says in words what it shows.
    expect(change.html).toMatch(
      /aria-label="2 prices rise, 2 fall\. 2: −50 to −20 %; 1: \+20 to \+50 %; 1: over \+50 %"/,
    );
    const rates = await pia.open(`${change.path}?tab=Rates`);
    expect(rates.text).toContain('VOICE · 0011 · any · 0 · 2026-01-01');
    expect(rates.text).not.toContain('An address of its own');
  });

  it('downloads the whole difference as CSV', async () => {
    const { pia } = await publishedByPages();
    const csv = await pia.request('/changes/chg_1/diff.csv');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="chg_1.csv"');
    expect(await csv.text()).toMatch(
      /^Tab,Key,Change,Column,From,To,Difference,Per Cent,Active Subscriptions\r\nPackage Plans,HOME,added,Code,,HOME,/,
    );
    expect((await pia.request('/changes/chg_77/diff.csv')).status).toBe(404);
  });
});
