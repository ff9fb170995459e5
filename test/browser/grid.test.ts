/** The workbook's grid in a real browser: typed, pasted, undone and saved by keyboard. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TABS } from '#core/workbook/tabs.ts';
import { aBrowser } from '#test/support/browser.ts';
import { aGridOffice, PRICE, RATES } from './a-grid.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await aBrowser();
});
afterAll(() => browser.close());

describe('the grid by keyboard', () => {
  it('edits cells as spreadsheets do, tells what is not saved, and saves it', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rates');
    await pia.keys(...Array(PRICE).fill('ArrowRight'));
    // Typing replaces, Enter takes it and goes down.
    await pia.type('0.03');
    await pia.keys('Enter');
    expect(await pia.text(0, PRICE)).toBe('0.03');
    await pia.shows('1 row not saved');
    // F2 edits what is there, Escape leaves it as it was.
    await pia.keys('F2');
    await pia.type('99');
    await pia.keys('Escape');
    expect(await pia.text(1, PRICE)).toBe('0.02');
    await pia.keys('F2', 'Backspace');
    await pia.type('5');
    await pia.keys('Tab');
    expect(await pia.text(1, PRICE)).toBe('0.05');
    // Tab went right, to Per; Delete empties it.
    await pia.keys('Delete');
    expect(await pia.text(1, PRICE + 1)).toBe('');
    await pia.shows('2 rows not saved');
    expect((await office.saved('Rates')).map(({ Price }) => Price)).toEqual([
      '0.02',
      '0.02',
      '0.01',
      '0.005',
    ]);
    await pia.save();
    expect((await office.saved('Rates')).map(({ Price, Per }) => [Price, Per])).toEqual([
      ['0.03', '60'],
      ['0.05', undefined],
      ['0.01', '60'],
      ['0.005', '60'],
    ]);
    // Saved again, with the versions that the first save answered.
    await pia.keys('Control+z');
    await pia.save();
    expect((await office.saved('Rates'))[1]?.Per).toBe('60');
  });

  it('undoes and does again, step by step', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rate Cards');
    await pia.type('X1');
    await pia.keys('Enter');
    await pia.type('X2');
    await pia.keys('Enter', 'Control+z', 'Control+z');
    await pia.shows('All saved');
    expect([await pia.text(0, 0), await pia.text(1, 0)]).toEqual(['VOICE', 'BUY-VOICE']);
    await pia.keys('Control+y');
    expect([await pia.text(0, 0), await pia.text(1, 0)]).toEqual(['X1', 'BUY-VOICE']);
    await pia.keys('Control+Minus');
    expect(await pia.text(0, 0)).toBe('BUY-VOICE');
    await pia.keys('Control+z');
    expect(await pia.text(0, 0)).toBe('X1');
  });

  it('offers what may stand in a cell: the choices of its column, the codes of another tab', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rates');
    await pia.keys('F2');
    const list = pia.page.getByRole('listbox');
    expect(await list.getByRole('option').allTextContents()).toEqual(['BUY-VOICE', 'PRODUCTS', 'VOICE']);
    await pia.keys('ArrowDown', 'Enter');
    expect(await pia.text(0, 0)).toBe('BUY-VOICE');
    await pia.keys('ArrowRight', 'ArrowRight', 'ArrowRight');
    await pia.type('fl');
    expect(await list.getByRole('option').allTextContents()).toEqual(['Flat Charge']);
    await pia.keys('Enter');
    expect(await pia.text(1, RATES.indexOf('Profile'))).toBe('Flat Charge');
  });

  it('fills down, finds and replaces, filters, and jumps to the end of what is filled', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rates');
    await pia.keys(...Array(PRICE).fill('ArrowRight'));
    await pia.keys('Control+Shift+ArrowDown', 'Control+d');
    expect(await Promise.all([0, 1, 2, 3].map((row) => pia.text(row, PRICE)))).toEqual(Array(4).fill('0.02'));
    await pia.keys('Control+h');
    await pia.page.getByLabel('Find', { exact: true }).fill('0.02');
    await pia.page.getByLabel('Replace with').fill('0.04');
    await pia.press('Replace all');
    await pia.shows('4 cells replaced');
    await pia.keys('Escape');
    expect(await pia.grid.evaluate((grid) => document.activeElement === grid)).toBe(true);
    await pia.press('Filter');
    await pia.page.getByLabel('Filter Rate Card').fill('buy');
    await pia.shows('1 of 4 rows');
    expect(await pia.text(0, PRICE)).toBe('0.04');
    await pia.press('Clear filter');
    await pia.shows('4 rows');
    await pia.save();
    expect((await office.saved('Rates')).map(({ Price }) => Price)).toEqual(Array(4).fill('0.04'));
  });

  it('adds and deletes rows, in the middle too, and keeps their order', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rate Cards');
    await pia.press('Add row');
    await pia.type('SECOND');
    await pia.keys('Enter', 'Control+End', 'Home');
    await pia.press('Add row');
    await pia.type('LAST');
    await pia.keys('Enter');
    await pia.save();
    const codes = async () => (await office.saved('Rate Cards')).map(({ Code }) => Code);
    expect(await codes()).toEqual(['VOICE', 'SECOND', 'BUY-VOICE', 'PRODUCTS', 'LAST']);
    await pia.keys('Control+Home', 'Shift+ArrowDown', 'Control+Minus');
    await pia.save();
    expect(await codes()).toEqual(['BUY-VOICE', 'PRODUCTS', 'LAST']);
    await pia.page.reload();
    await pia.page.locator('#grid-app[data-loaded=true]').waitFor();
    expect(await pia.text(2, 0)).toBe('LAST');
  });

  it('of a tab without rows begins with what is typed or pasted', async () => {
    const office = await aGridOffice(browser, { isEmpty: true });
    const pia = await office.somebody('Pia');
    await pia.open('Products');
    await pia.type('FIRST');
    await pia.keys('Enter');
    await pia.save();
    await pia.keys('Control+z', 'Control+z');
    await pia.save();
    await pia.paste('A\tOne\r\nB\tTwo\r\n');
    await pia.save();
    expect(await office.saved('Products')).toEqual([
      { Code: 'A', Name: 'One' },
      { Code: 'B', Name: 'Two' },
    ]);
  });

  it('can be left: Escape, then Tab goes on to what comes behind it', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rate Cards');
    await pia.keys('Tab');
    expect(await pia.grid.getAttribute('aria-activedescendant')).toBe('cell-0-1');
    await pia.keys('Escape', 'Shift+Tab');
    expect(await pia.page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON');
  });

  it('warns before a page with something unsaved is left', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rate Cards');
    await pia.type('X');
    await pia.keys('Enter');
    const asked = pia.page.waitForEvent('dialog');
    const leaving = pia.page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await leaving;
    await pia.grid.focus();
    await pia.save();
  });
});

describe('the clipboard', () => {
  it('takes a block from Excel: CRLF and an end, leading zeros, quoted tabs and lines, rows beyond the last', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Tariffs');
    const before = (await office.saved('Tariffs')).length;
    await pia.keys('Control+End', 'Home');
    await pia.paste(
      '0011\t"Calls, ""abroad""\r\nby day"\tVoice\tsecond\r\n00117\tMobiles\tVoice\tsecond\r\n',
    );
    await pia.shows('1 row added');
    await pia.save();
    const after = await office.saved('Tariffs');
    expect(after).toHaveLength(before + 1);
    expect(after.slice(-2)).toMatchObject([
      { 'Tariff Key': '0011', Description: 'Calls, "abroad"\nby day', Unit: 'second' },
      { 'Tariff Key': '00117', Description: 'Mobiles' },
    ]);
    await pia.keys('Control+z');
    await pia.save();
    expect(await office.saved('Tariffs')).toHaveLength(before);
  });

  it('leaves a comma decimal as it was typed, marks it, and leads to it', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rates');
    await pia.keys(...Array(PRICE).fill('ArrowRight'), 'ArrowDown');
    await pia.paste('0,05\r\n');
    const faulty = pia.cell(1, PRICE);
    expect(await faulty.getAttribute('aria-invalid')).toBe('true');
    // By its shape as well as by its colour.
    expect(await faulty.evaluate((cell) => getComputedStyle(cell, '::before').content)).toBe('"▲"');
    expect(await pia.line().textContent()).toContain('if 0.05 is meant, write 0.05');
    await pia.keys('Control+Home');
    expect(await pia.line().textContent()).not.toContain('is meant');
    await pia.keys('F8');
    expect(await pia.grid.getAttribute('aria-activedescendant')).toBe(`cell-1-${PRICE}`);
    await pia.press('▲ 1 row with faults');
    await pia.keys('Tab', 'Tab', 'Tab', 'Enter');
    expect(await pia.grid.getAttribute('aria-activedescendant')).toBe(`cell-1-${PRICE}`);
    await pia.save();
    expect((await office.saved('Rates'))[1]?.Price).toBe('0,05');
    expect(await pia.text(1, RATES.length)).toBe('Fault');
  });

  it('does not write over Status and Message', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    await pia.open('Rates');
    await pia.keys('End', 'ArrowLeft', 'ArrowLeft');
    await pia.paste('2026-12-31\tOK\r\n');
    await pia.shows('The block is 2 columns wide, and from here there is 1 to write into');
    await pia.keys('ArrowRight');
    await pia.type('x');
    await pia.shows('Status and Message are filled by the check');
    await pia.shows('All saved');
  });

  it('gives a block as Excel takes it, and a whole tab there and back changes nothing', async () => {
    const office = await aGridOffice(browser);
    const pia = await office.somebody('Pia');
    for (const { title } of TABS) {
      const before = await office.saved(title);
      await pia.open(title);
      await pia.keys('Control+a');
      // Without Cardline's own two columns.
      await pia.keys('Shift+ArrowLeft', 'Shift+ArrowLeft');
      const copied = await pia.copy();
      expect(copied.split('\r\n')).toHaveLength(before.length + 1);
      await pia.keys('Control+Home');
      await pia.paste(copied);
      await pia.shows('Pasted: 0 rows changed, 0 rows added.');
      await pia.shows('All saved');
    }
  }, 60_000);
});
