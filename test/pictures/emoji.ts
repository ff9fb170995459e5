/** Emoji in colour, which most machines that run tests have no font for. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const SHEET = fileURLToPath(import.meta.resolve('@infolektuell/noto-color-emoji/index.css'));
const FAMILY = 'Noto Color Emoji';

/** Digits, arrows and other signs that text is written with; as emoji they would be pictures. */
const isOfText = (range: string): boolean =>
  Number.parseInt(range.slice(2), 16) < 0x2300 && range !== 'U+200d';

const css = readFileSync(SHEET, 'utf8')
  .replaceAll(/url\(\.\/(.+?)\)/g, (_, file: string) => {
    const font = readFileSync(join(dirname(SHEET), file)).toString('base64');
    return `url(data:font/woff2;base64,${font})`;
  })
  .replaceAll(/unicode-range: ([^;]+);/g, (_, ranges: string) => {
    const kept = ranges.split(/,\s*/).filter((range) => !isOfText(range));
    return `unicode-range: ${kept.join(', ')};`;
  });

/** The page as it is, with emoji. */
export async function withEmoji(page: Page): Promise<void> {
  await page.addStyleTag({
    content: `${css} body { font-family: Lato, Arial, "${FAMILY}", sans-serif !important; }`,
  });
  await page.evaluate(() => document.fonts.ready);
}
