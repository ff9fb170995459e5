/** The workbook's grid with others, with many rows, and where nothing may be changed. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser } from '#test/support/browser.ts';
import { aWorkbook } from '#test/support/workbooks.ts';
import { value } from '../console/support/a-console.ts';
import { aGridOffice, type GridOffice, type GridUser, PRICE, RATES } from './a-grid.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await aBrowser();
});
afterAll(() => browser.close());

describe('two people in one tab', () => {
  /** Kim saves first; Pia then saves the same rows and others. */
  async function atOnce(): Promise<{ office: GridOffice; pia: GridUser; kim: GridUser }> {
    const office = await aGridOffice(browser);
    const [pia, kim] = [await office.somebody('Pia'), await office.somebody('Kim')];
    await pia.open('Rate Cards');
    await kim.open('Rate Cards');
    await kim.keys('ArrowRight');
    await kim.type('By Kim');
    await kim.keys('Enter');
    await kim.type('Also by Kim');
    await kim.keys('Enter');
    await kim.save();
    await pia.keys('ArrowRight');
    for (const name of ['By Pia', 'Also by Pia', 'Only by Pia']) {
      await pia.type(name);
      await pia.keys('Enter');
    }
    await pia.keys('Control+s');
    return { office, pia, kim };
  }

  it('are told row by row what the other one saved; nothing is overwritten before they chose', async () => {
    const { office, pia } = await atOnce();
    await pia.shows('Somebody else saved first');
    const names = async () => (await office.saved('Rate Cards')).map(({ Name }) => Name);
    expect(await names()).toEqual(['By Kim', 'Also by Kim', 'Products']);
    const rows = pia.panel.getByRole('region');
    expect(await rows.count()).toBe(2);
    expect(await rows.first().textContent()).toMatch(/VOICE.*Saved by Kim/);
    expect(await rows.first().getByRole('row').last().textContent()).toContain('By KimBy Pia');
    await rows.first().getByRole('button', { name: 'Keep mine' }).click();
    await pia.panel.getByRole('button', { name: 'Take theirs' }).click();
    await pia.shows('Save again to save what is yours');
    expect(await pia.text(1, 1)).toBe('Also by Kim');
    await pia.save();
    expect(await names()).toEqual(['By Pia', 'Also by Kim', 'Only by Pia']);
  });

  it('a row that was removed meanwhile can be added again', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rate Cards');
    const { workbook } = office.it.services;
    const page = value(await workbook.showTab(office.it.actor(), 'Rate Cards', { limit: 1, cursor: null }));
    const [row] = page.rows.items;
    value(
      await workbook.edit(office.it.actor(), 'Rate Cards', { remove: [{ id: row?.id ?? 0, version: null }] }),
    );
    await pia.keys('ArrowRight');
    await pia.type('Back');
    await pia.keys('Enter', 'Control+s');
    await pia.shows('Removed by somebody else');
    await pia.press('Add mine again');
    await pia.save();
    expect((await office.saved('Rate Cards')).map(({ Code, Name }) => [Code, Name])).toContainEqual([
      'VOICE',
      'Back',
    ]);
  });
});

describe('a connection that goes', () => {
  it('loses nothing: what could not be saved is kept, and saved once when it is back, also where only the answer was lost', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia', ['pricing'], { expected: /net::ERR_FAILED/ });
    await pia.open('Rate Cards');
    await pia.press('Add row');
    await pia.type('ONCE');
    await pia.keys('Enter');
    await pia.page.route('**/grid/save', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await pia.keys('Control+s');
    await pia.shows('The server could not be reached. Nothing is lost');
    await pia.shows('1 row not saved');
    await pia.page.unroute('**/grid/save');
    await pia.save();
    const codes = (await office.saved('Rate Cards')).map(({ Code }) => Code);
    expect(codes.filter((code) => code === 'ONCE')).toHaveLength(1);
  });

  it('nor does a session that ended: sign in elsewhere, and save', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rate Cards');
    await pia.type('KEPT');
    await pia.keys('Enter');
    await pia.page.context().clearCookies();
    await pia.keys('Control+s');
    await pia.shows('You are signed out. Sign in in another window');
    const elsewhere = await pia.page.context().newPage();
    await elsewhere.goto(`/sign-in/${await office.it.linkFor('pia@bluegum.example')}`);
    await elsewhere.getByRole('button', { name: 'Sign in' }).click();
    await elsewhere.getByRole('heading', { name: 'What waits' }).waitFor();
    await pia.page.bringToFront();
    await pia.grid.focus();
    await pia.save();
    expect((await office.saved('Rate Cards'))[0]?.Code).toBe('KEPT');
  });
});

describe('check and submit in place', () => {
  it('CAT-5: saves, shows faults with a way to each cell, and proposes nothing', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rates');
    await pia.type('NOCARD');
    await pia.keys('Enter');
    await pia.press('Check & submit');
    await pia.shows('fault');
    const fault = pia.panel.getByRole('button', { name: /Rates · A2 · Rate Card/ });
    expect(await fault.textContent()).toContain('Rate Cards has no "NOCARD"');
    await pia.keys('Control+End');
    await fault.press('Enter');
    expect(await pia.grid.getAttribute('aria-activedescendant')).toBe('cell-0-0');
    expect(await pia.cell(0, 0).getAttribute('aria-invalid')).toBe('true');
    expect(await pia.line().textContent()).toContain('Rate Cards has no "NOCARD"');
    const { catalogue } = office.it.services;
    const changes = value(await catalogue.listChangeSets(office.it.actor(), {}, { limit: 10, cursor: null }));
    expect(changes.items).toEqual([]);
  });

  it('leads to a fault in another tab, to its row', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rate Cards');
    await pia.type('OTHER');
    await pia.keys('Enter');
    await pia.press('Check & submit');
    await pia.panel.getByRole('link', { name: /Rates · A3/ }).click();
    await pia.page.locator('#grid-app[data-loaded=true][data-tab=Rates]').waitFor();
    expect(await pia.grid.getAttribute('aria-activedescendant')).toBe('cell-1-0');
  });

  it('shows what would change and submits it from here', async () => {
    const office = await aGridOffice(browser);
    const { catalogue } = office.it.services;
    const first = value(await catalogue.submitChanges(office.it.actor(), { source: 'workbook' }));
    value(await catalogue.approveChanges(office.it.actor(), first.id));
    const pia = await office.somebody('Pia');
    await pia.open('Rates');
    await pia.keys(...Array(PRICE).fill('ArrowRight'));
    await pia.type('0.07');
    await pia.keys('Enter');
    await pia.press('Check & submit');
    await pia.shows('nothing was proposed yet');
    expect(await pia.panel.textContent()).toMatch(/VOICE · 0011.*0\.02.*becomes.*0\.07/s);
    await pia.press('Submit for approval');
    await pia.page.getByRole('heading', { name: 'Change set chg_2' }).waitFor();
  });
});

describe('files', () => {
  const csv = (text: string) => ({ name: 'Rate Cards.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  const HEAD = 'Code,Name,Buy or Sell,Service Type,Approval Status\r\n';

  it('show what they would change before anything changes, and then change that', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rate Cards');
    await pia.press('Files');
    const rest = aWorkbook()
      .csvFiles()
      .find(({ name }) => name === 'Rate Cards.csv');
    const [, voice = ''] = new TextDecoder().decode(rest?.bytes).split('\r\n');
    await pia.panel
      .getByLabel('Files', { exact: true })
      .setInputFiles(csv(`${HEAD}${voice.replace('Voice', 'Speech')}\r\n0800,Free,Sell,Telephony,Draft\r\n`));
    await pia.shows('1 row added, 1 changed, 2 removed');
    expect(await pia.panel.textContent()).toContain('Speech');
    expect((await office.saved('Rate Cards')).map(({ Code }) => Code)).toEqual([
      'VOICE',
      'BUY-VOICE',
      'PRODUCTS',
    ]);
    await pia.press('Replace the tabs');
    await pia.shows('Replaced.');
    expect([await pia.text(0, 1), await pia.text(1, 0)]).toEqual(['Speech', '0800']);
    expect((await office.saved('Rate Cards')).map(({ Code }) => Code)).toEqual(['VOICE', '0800']);
  });

  it('are not taken over where the workbook moved since they were compared with it', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rate Cards');
    await pia.press('Files');
    await pia.panel
      .getByLabel('Files', { exact: true })
      .setInputFiles(csv(`${HEAD}X,X,Sell,Telephony,Draft\r\n`));
    await pia.shows('Nothing was changed yet');
    value(
      await office.it.services.workbook.edit(office.it.actor(), 'Products', {
        add: [{ cells: { Code: 'NEW' } }],
      }),
    );
    await pia.press('Replace the tabs');
    await pia.shows('The workbook was changed since');
    expect(await office.saved('Rate Cards')).toHaveLength(3);
  });

  it('that are none of the workbook are refused with all that is wrong', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rate Cards');
    await pia.press('Files');
    await pia.panel.getByLabel('Files', { exact: true }).setInputFiles(csv('Code,Colour\r\nX,red\r\n'));
    await pia.shows(/no column "Colour".*lacks the column Name/);
    expect(await pia.page.getByRole('button', { name: 'Replace the tabs' }).count()).toBe(0);
  });
});

describe('where nothing may be changed', () => {
  it('shows the tab to whoever may only look, and takes no key for a change', async () => {
    const office = await aGridOffice(browser);
    const vic = await office.somebody('Vic', ['viewer']);
    await vic.open('Rates');
    expect(await vic.page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await vic.type('9');
    await vic.shows('This cannot be changed here.');
    await vic.keys('Delete', 'Control+d', 'Control+Minus');
    await vic.paste('x\r\n');
    expect(await vic.text(0, 0)).toBe('VOICE');
    expect(await vic.copy()).toBe('VOICE\r\n');
  });

  it('shows a published version as it was published, whatever the workbook says now', async () => {
    const office = await aGridOffice(browser);
    const { catalogue, workbook } = office.it.services;
    const first = value(await catalogue.submitChanges(office.it.actor(), { source: 'workbook' }));
    value(await catalogue.approveChanges(office.it.actor(), first.id));
    value(
      await workbook.importFiles(office.it.actor(), aWorkbook().set('Rates', 2, 'Price', '9').csvFiles()),
    );
    const pia = await office.somebody('Pia');
    await pia.page.goto('/versions/1');
    await pia.page.getByRole('link', { name: 'Show in the grid' }).click();
    await pia.page.locator('#grid-app[data-loaded=true]').waitFor();
    await pia.page.getByRole('link', { name: 'Rates', exact: true }).click();
    await pia.page.locator('#grid-app[data-loaded=true][data-tab=Rates]').waitFor();
    expect(await pia.page.getByRole('link', { name: 'Accounts', exact: true }).count()).toBe(1);
    await pia.shows('As version 1 published it');
    const prices = await Promise.all([0, 1, 2, 3].map((row) => pia.text(row, PRICE)));
    expect(prices.toSorted()).toEqual(['0.005', '0.01', '0.02', '0.02']);
    await pia.grid.focus();
    await pia.keys('Delete');
    await pia.shows('This cannot be changed here.');
  });
});

describe('fifty thousand rows', () => {
  it('are scrolled, filtered and edited with no more on the page than what is seen', async () => {
    const office = await aGridOffice(browser, { isEmpty: true });
    const rows = Array.from(
      { length: 50_000 },
      (_, at) => `VOICE,${String(at).padStart(8, '0')},Rate Per,0.0${1 + (at % 9)},2026-01-01`,
    );
    const text = [
      RATES.join(','),
      ...rows.map((row) => {
        const [card, key, profile, price, from] = row.split(',');
        return RATES.map(
          (heading) =>
            ({
              'Rate Card': card,
              'Tariff Key': key,
              Profile: profile,
              Price: price,
              'Effective From': from,
            })[heading] ?? '',
        ).join(',');
      }),
    ].join('\r\n');
    value(
      await office.it.services.workbook.importFiles(office.it.actor(), [
        { name: 'Rates.csv', bytes: new TextEncoder().encode(text) },
      ]),
    );
    const pia = await office.somebody('Pia');
    await pia.open('Rates');
    await pia.shows('50,000 rows');
    const elements = () => pia.grid.evaluate((grid) => grid.querySelectorAll('[role=row]').length);
    expect(await elements()).toBeLessThan(60);
    await pia.keys('Control+End', 'Home', 'ArrowRight');
    expect(await pia.text(49_999, 1)).toBe('00049999');
    await pia.grid.evaluate((grid) => grid.scrollTo({ top: 750_000 }));
    await pia.cell(25_000, 1).waitFor();
    expect(await pia.text(25_000, 1)).toBe('00025000');
    expect(await elements()).toBeLessThan(60);
    await pia.press('Filter');
    await pia.page.getByLabel('Filter Tariff Key').fill('4999');
    await pia.shows('15 of 50,000 rows');
    await pia.grid.focus();
    await pia.keys('Control+Home', ...Array(PRICE).fill('ArrowRight'));
    await pia.type('0.5');
    await pia.keys('Enter');
    await pia.press('Clear filter');
    await pia.save();
    expect((await office.saved('Rates')).filter(({ Price }) => Price === '0.5')).toMatchObject([
      { 'Tariff Key': '00004999' },
    ]);
  }, 90_000);
});

describe('on a phone', () => {
  it('fits, is edited by tapping, and shows its panel above the grid', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia', ['pricing'], {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    await pia.open('Rates');
    await pia.fits();
    await pia.cell(1, 1).tap();
    await pia.cell(1, 1).tap();
    await pia.page.getByRole('combobox').fill('0099');
    await pia.keys('Enter');
    expect(await pia.text(1, 1)).toBe('0099');
    await pia.press('Faults');
    await pia.fits();
    const [panel, grid] = [await pia.panel.boundingBox(), await pia.grid.boundingBox()];
    expect(panel?.y ?? 0).toBeLessThan(grid?.y ?? 0);
  });
});
