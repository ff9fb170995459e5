/** The grid in a browser: a console with a small workbook, people who are signed in, and the keys they press. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Cells } from '#app/ports/workbook.ts';
import { columnsOf } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import { aPage, serveHere } from '#test/support/browser.ts';
import { aWorkbook } from '#test/support/workbooks.ts';
import { aConsole, type TestConsole, value } from '../console/support/a-console.ts';

/** The headings of the tab "Rates", and where its prices are. */
export const RATES = columnsOf(TAB.rates).map(({ heading }) => heading);
export const PRICE = RATES.indexOf('Price');

export interface GridOffice {
  readonly it: TestConsole;
  readonly origin: string;
  /** Somebody with these roles, signed in, in a window of their own. */
  somebody(
    name: string,
    roles?: readonly string[],
    options?: BrowserContextOptions & { readonly expected?: RegExp },
  ): Promise<GridUser>;
  /** The cells of a tab as they are saved. */
  saved(tab: string): Promise<readonly Cells[]>;
}

export async function aGridOffice(
  browser: Browser,
  { isEmpty = false }: { readonly isEmpty?: boolean } = {},
): Promise<GridOffice> {
  const it = await aConsole({ isEmpty: true });
  const { workbook, people } = it.services;
  if (!isEmpty) value(await workbook.importFiles(it.actor(), aWorkbook().csvFiles()));
  const origin = await serveHere(it.app);
  return {
    it,
    origin,
    async somebody(name, roles = ['pricing'], { expected, ...options } = {}) {
      const email = `${name.toLowerCase()}@bluegum.example`;
      value(await people.addPerson(it.actor(), { email, name, roles: [...roles] }));
      const window = {
        viewport: { width: 1280, height: 800 },
        permissions: ['clipboard-read', 'clipboard-write'],
        ...options,
      };
      const page = await aPage(browser, origin, window, expected);
      await page.goto(`/sign-in/${await it.linkFor(email)}`);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'What waits' }).waitFor();
      return new GridUser(page);
    },
    async saved(tab) {
      const page = { limit: 100_000, cursor: null };
      return value(await workbook.showTab(it.actor(), tab, page)).rows.items.map(({ cells }) => cells);
    },
  };
}

export class GridUser {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get grid() {
    return this.page.getByRole('grid');
  }
  get panel() {
    return this.page.getByRole('complementary');
  }

  /** Opens a tab's grid and waits until all its rows are there; the focus is in the grid. */
  async open(tab: string, query = ''): Promise<void> {
    await this.page.goto(`/workbook/${encodeURIComponent(tab)}/grid${query}`);
    await this.page.locator('#grid-app[data-loaded=true]').waitFor({ timeout: 20_000 });
    await this.grid.focus();
  }

  async keys(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** As Excel and others put it on the clipboard, then Ctrl+V. */
  async paste(text: string): Promise<void> {
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.keys('Control+v');
  }

  /** The text that Ctrl+C puts on the clipboard. */
  async copy(): Promise<string> {
    await this.keys('Control+c');
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  /** A cell by its place on the screen, counted from 0. */
  cell(row: number, column: number) {
    return this.page.locator(`#cell-${row}-${column}`);
  }

  text(row: number, column: number): Promise<string | null> {
    return this.cell(row, column).textContent();
  }

  /** What is told of the active cell. */
  line() {
    return this.page.locator('.g-line-of-cell');
  }

  async shows(text: string | RegExp): Promise<void> {
    await this.page.getByRole('main').filter({ hasText: text }).waitFor({ timeout: 10_000 });
  }

  async save(): Promise<void> {
    await this.keys('Control+s');
    await this.shows('All saved');
  }

  /** Nothing is wider than the screen. */
  async fits(): Promise<void> {
    const [width, screen] = await this.page.evaluate(() => [
      document.documentElement.scrollWidth,
      innerWidth,
    ]);
    expect(width).toBeLessThanOrEqual(screen ?? 0);
  }
}
