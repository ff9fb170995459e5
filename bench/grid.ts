/**
 * The workbook's grid in Chromium, over a real server in a process of its own: what people wait for with a large tab, and what it
 * keeps in memory. Times in the page are taken by the page.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../test/support/chromium.ts';
import { CHROMIUM_FLAGS } from '../test/support/chromium-flags.ts';
import type { GridOffice } from './grid-office.ts';

export interface GridMeasured {
  readonly deed: string;
  readonly unit: string;
  readonly values: readonly number[];
}

export interface GridOrder {
  /** The bundled bench/measure.ts. */
  readonly program: string;
  readonly folder: string;
  readonly rows: number;
  readonly pasted: number;
  readonly reps: number;
}

const COLUMNS = 10;
const ARROWS = 50;

export async function measureGrid({
  program,
  folder,
  rows,
  pasted,
  reps,
}: GridOrder): Promise<GridMeasured[]> {
  const order = { what: 'grid', url: `file:${join(folder, 'grid.db')}`, rates: rows };
  const server = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { executablePath, env } = findChromium(folder);
  const browser = await chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    args: [...CHROMIUM_FLAGS, '--enable-precise-memory-info', '--js-flags=--expose-gc'],
  });
  try {
    const office = await firstLine(server);
    const measured = new Map<string, { unit: string; values: number[] }>();
    const note = (deed: string, unit: string, value: number) => {
      const of = measured.get(deed) ?? { unit, values: [] };
      of.values.push(value);
      measured.set(deed, of);
    };
    for (let rep = 0; rep < reps; rep += 1) {
      const context = await browser.newContext({
        baseURL: office.origin,
        viewport: { width: 1280, height: 800 },
      });
      const page = await context.newPage();
      await page.goto(`/sign-in/${office.signIns[rep % office.signIns.length]}`);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'What waits' }).waitFor();
      await measureOnce(page, { rows, pasted, rep }, note);
      await context.close();
    }
    return [...measured].map(([deed, { unit, values }]) => ({ deed, unit, values }));
  } finally {
    await browser.close();
    server.kill('SIGTERM');
  }
}

type Note = (deed: string, unit: string, value: number) => void;

async function measureOnce(
  page: Page,
  { rows, pasted, rep }: Pick<GridOrder, 'rows' | 'pasted'> & { readonly rep: number },
  note: Note,
): Promise<void> {
  await page.goto('/workbook/Rates/grid');
  await page.locator('#grid-app[data-loaded=true]').waitFor({ timeout: 60_000 });
  const mark = (name: string) =>
    page.evaluate((wanted) => performance.getEntriesByName(wanted)[0]?.startTime ?? Number.NaN, name);
  note('first rows, from the click on', 'ms', await mark('first rows'));
  note('all rows there', 'ms', await mark('all rows'));
  const heap = () =>
    page.evaluate(() => {
      (globalThis as unknown as { gc(): void }).gc();
      return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1e6;
    });
  note('memory of the program with all rows', 'MB', await heap());

  const arrow = await page.evaluate(async (times) => {
    const grid = document.querySelector<HTMLElement>('[role=grid]');
    grid?.focus();
    const began = performance.now();
    for (let time = 0; time < times; time += 1) {
      grid?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }),
      );
      await new Promise((resume) => requestAnimationFrame(resume));
    }
    return (performance.now() - began) / times;
  }, ARROWS);
  note('an arrow key, with the frame it is drawn in', 'ms', arrow);

  const scrolled = await page.evaluate(async (height) => {
    const grid = document.querySelector<HTMLElement>('[role=grid]');
    const frames: number[] = [];
    for (let top = 0; top < height; top += height / 200) {
      const began = performance.now();
      if (grid) grid.scrollTop = top;
      await new Promise((resume) => requestAnimationFrame(resume));
      await new Promise((resume) => setTimeout(resume));
      frames.push(performance.now() - began);
    }
    const slow = frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.95)] ?? Number.NaN;
    return { slow, elements: document.querySelectorAll('[role=gridcell]').length };
  }, rows * 30);
  note('a frame, 95 of 100, scrolling from end to end', 'ms', scrolled.slow);
  note('cells on the page after it', '', scrolled.elements);

  const block = Array.from({ length: pasted }, (_, at) =>
    Array.from({ length: COLUMNS }, (__, column) => (column < 2 ? `0${at}` : `${rep}.0${column}`)).join('\t'),
  ).join('\r\n');
  const paste = await page.evaluate(async (text) => {
    const grid = document.querySelector<HTMLElement>('[role=grid]');
    const key = (key: string, ctrlKey = true) =>
      grid?.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true }));
    const timed = async (deed: () => void) => {
      const began = performance.now();
      deed();
      await new Promise((resume) => requestAnimationFrame(() => setTimeout(resume)));
      return performance.now() - began;
    };
    key('Home');
    const data = new DataTransfer();
    data.setData('text/plain', text);
    const pasteBlock = () =>
      grid?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    const into = await timed(pasteBlock);
    const undone = await timed(() => key('z'));
    key('Home');
    const again = await timed(pasteBlock);
    return { into: Math.max(into, again), undone };
  }, block);
  note(`paste ${pasted.toLocaleString('en')} × ${COLUMNS} cells from Excel`, 'ms', paste.into);
  note('undo it', 'ms', paste.undone);

  const began = performance.now();
  await page.keyboard.press('Control+s');
  await page.getByText('All saved').waitFor({ timeout: 60_000 });
  note('save it, with the server', 'ms', performance.now() - began);

  await page.getByRole('button', { name: 'Filter' }).click();
  const filtered = await page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('[aria-label="Filter Tariff Key"]');
    const foot = document.querySelector('.g-foot');
    const before = foot?.textContent;
    const from = performance.now();
    if (input) input.value = '4999';
    input?.dispatchEvent(new Event('input', { bubbles: true }));
    while (foot?.textContent === before) await new Promise((resume) => setTimeout(resume, 5));
    return performance.now() - from;
  });
  note('filter a column, of which it waits 150 for further keys', 'ms', filtered);
  note('memory of the program at the end', 'MB', await heap());
}

function firstLine(server: ReturnType<typeof spawn>): Promise<GridOffice> {
  return new Promise((resolve, reject) => {
    if (server.stdout === null) return reject(new Error('the server has no output'));
    createInterface({ input: server.stdout }).once('line', (text) => resolve(JSON.parse(text) as GridOffice));
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}
