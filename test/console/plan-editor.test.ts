import { describe, expect, it } from 'vitest';
import { publishedByPages } from './support/published-by-pages.ts';

const HOME = '/plan-editor/of/HOME';

describe('the plan editor', () => {
  it('CAT-1: is reached from the row and from the plan, and shows each setting with what it does', async () => {
    const { pia } = await publishedByPages();
    await pia.open('/workbook/Package%20Plans');
    await pia.follow('HOME');
    const editor = await pia.follow('Plan editor, with calendar');
    expect(editor.heading).toBe('HOME');
    for (const text of [
      'Honour First Period End Date',
      'The volume: how many periods are billed',
      'The time: how many months before',
      'Calendar, as saved',
    ])
      expect(editor.text).toContain(text);
    await pia.open('/catalogue/package-plans/HOME');
    expect((await pia.follow('Plan editor, with calendar')).heading).toBe('HOME');
    expect((await pia.open('/plan-editor/of/NOBODY')).status).toBe(404);
    expect((await pia.open('/plan-editor/99999')).status).toBe(404);
  });

  it('BILL-3: draws the calendar of the settings in the form, and saves nothing by it', async () => {
    const { pia } = await publishedByPages();
    await pia.open(HOME);
    const looked = await pia.send('plan', {
      'Access Fee': '90.00',
      'Period Length (months)': '3',
      'Periods in Advance': '2',
      'Bill Months in Advance': '2',
      start: '2026-05-01',
      created: '2026-04-01',
      months: '6',
    });
    expect(looked.status).toBe(200);
    expect(looked.text).toContain('4 edits not saved');
    expect(looked.text).toContain('1 May 2026 – 31 Jul 2026: 100.00 on 1 Apr 2026');
    expect(looked.text).toContain('1 Aug 2026 – 31 Oct 2026: 100.00 on 1 Apr 2026');
    // CAT-7: 10.00 of it.
    expect(looked.text).toContain('Service feature fee SP-NBN · STATIC-IP');
    expect(looked.text).toContain('Access Fee 69.95 → becomes 90.00');
    expect(looked.text).toContain('As it is saved: 6 periods');
    expect((await pia.open(HOME)).text).not.toContain('not saved');
  });

  it('decision 87: tries a suspension too, and says where it does not fit', async () => {
    const { pia } = await publishedByPages();
    await pia.open(HOME);
    const looked = await pia.send('plan', {
      'Pro Rata': 'TRUE',
      start: '2026-05-01',
      months: '3',
      suspendFrom: '2026-05-11',
      suspendUntil: '2026-05-21',
    });
    expect(looked.status).toBe(200);
    // 10 of 31 days of 69.95 and of the feature's 10.00.
    expect(looked.text).toContain(
      '1 May 2026 – 31 May 2026: 79.95 on 1 May 2026; credit −25.79 on 11 May 2026',
    );
    for (const text of ['it is suspended for these days', 'Not billed yet, or suspended', 'resumed'])
      expect(looked.text).toContain(text);
    const refused = await pia.send('plan', { suspendUntil: '2026-05-11' });
    expect([refused.status, pia.faults()]).toEqual([422, [expect.stringContaining('is not after')]]);
  });

  it('CAT-5: saves the row of the workbook, not the catalogue, and goes on with the same calendar', async () => {
    const { pia } = await publishedByPages();
    await pia.open(HOME);
    const saved = await pia.send('plan', { 'Access Fee': '74.95', start: '2026-05-01', do: 'save' });
    expect(saved.text).toContain('Saved in the workbook.');
    expect(saved.text).toContain('1 May 2026 – 31 May 2026: 84.95 on 1 May 2026');
    expect((await pia.open('/catalogue/package-plans/HOME')).text).toContain('69.95');
    await pia.open('/workbook');
    expect((await pia.send('Check & submit')).text).toContain('69.95 → becomes 74.95');
  });

  it('refuses to save what cannot be read: every fault beside its field, nothing written', async () => {
    const { pia } = await publishedByPages();
    await pia.open(HOME);
    const refused = await pia.send('plan', {
      'Access Fee': '69.955',
      'Period Length (months)': '40',
      invoiceDay: '32',
      cancelOn: '2020-01-01',
      do: 'save',
    });
    expect(refused.status).toBe(422);
    expect(pia.faults()).toHaveLength(4);
    expect(pia.valuesOf(pia.form('plan'))).toMatchObject({ 'Access Fee': '69.955', invoiceDay: '32' });
    await pia.open(HOME);
    expect(pia.valuesOf(pia.form('plan'))).toMatchObject({ 'Access Fee': '69.95' });
  });

  it('that somebody else saved meanwhile is not overwritten, also after looking', async () => {
    const { it, pia } = await publishedByPages();
    const kim = await it.signedIn('pricing', 'viewer');
    await Promise.all([pia.open(HOME), kim.open(HOME)]);
    await pia.send('plan', { Description: 'By Pia', do: 'save' });
    await kim.send('plan', { Description: 'By Kim' });
    const late = await kim.send('plan', { do: 'save' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Robin pricing');
    expect(late.text).toContain('By Pia → becomes By Kim');
    expect((await kim.send('plan', { do: 'save' })).text).toContain('Saved in the workbook.');
  });

  it('CAT-3: tells each prerequisite of the workbook as it is being worked on, with its remedy', async () => {
    const { it, pia } = await publishedByPages();
    expect((await pia.open(HOME)).text).toContain('Linked service plans: SP-NBN, SP-VOICE.');
    const { workbook } = it.services;
    const link = await workbook.findRowOf(it.actor(), 'Service Plans', 'SP-NBN');
    if (!link.ok) throw new Error('no such row');
    await workbook.edit(it.actor(), 'Service Plans', {
      change: [{ id: link.value, version: 1, cells: { 'Approval Status': 'Draft' } }],
    });
    const now = await pia.open(HOME);
    expect(now.text).toContain('No: 1 thing missing');
    expect(now.text).toContain('Service plan SP-NBN is Draft. Bring each to Saleable in Service Plans.');
  });

  it('FEE-3: an empty fee shows the services’ own, a line each; BILL-9: another plan may take over', async () => {
    const { pia } = await publishedByPages();
    await pia.open(HOME);
    const looked = await pia.send('plan', {
      'Access Fee': '',
      start: '2026-05-01',
      months: '1',
      migrateOn: '2026-05-16',
      migrateTo: 'BUY-HOME',
    });
    expect(looked.text).toContain(
      'HOME, 1 May 2026 – 31 May 2026 (used to 15 May 2026): 78.95 on 1 May 2026',
    );
    expect(looked.text).toContain('BUY-HOME, 16 May 2026 – 15 Jun 2026');
    expect(looked.text).toContain('Access fee HOME · SP-VOICE');
  });

  it('is for looking only without the power, and for one’s own company only', async () => {
    const { it, pia } = await publishedByPages();
    const { path } = await pia.open(HOME);
    const viewer = await it.signedIn('viewer');
    const seen = await viewer.open(path);
    expect(seen.text).toContain('Saving takes the power “catalogue.edit”');
    expect((await viewer.send('plan', { 'Access Fee': '1.00' })).text).toContain('1 edit not saved');
    const stranger = await it.signedInAt('wavelink', 'pricing');
    expect((await stranger.open(path)).status).toBe(404);
    expect((await stranger.open(HOME)).status).toBe(404);
  });
});
