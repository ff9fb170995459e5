import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Where pictures of the pages go, for somebody to look at; left out: none are taken. */
const PICTURES = process.env.PICTURES_DIR;

/** @param fullPage the whole of it; left out: what fits into the window */
export async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage });
}
