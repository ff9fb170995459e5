/**
 * A picture of how many prices rise and fall by how much: a bar each, falls hatched above the line and rises filled below it, every
 * bar with its words and its number, so that neither colour nor size is needed to read it.
 */
import { counted, grouped } from '#core/words.ts';
import type { PriceSpread } from '#core/workbook/plan-impact.ts';
import { type Html, html } from './html.ts';

const ROW = 22;
const LABEL_WIDTH = 118;
const BAR_WIDTH = 170;
const WIDTH = LABEL_WIDTH + BAR_WIDTH + 52;

export function spreadPicture(spread: readonly PriceSpread[]): Html {
  const most = Math.max(1, ...spread.map(({ count }) => count));
  const isFall = ({ toPerCent }: PriceSpread) => toPerCent !== null && toPerCent <= 0;
  const sum = (of: readonly PriceSpread[]) => of.reduce((total, { count }) => total + count, 0);
  const falls = spread.filter(isFall);
  const told = `${counted(sum(spread) - sum(falls), 'price rises', 'prices rise')}, ${counted(sum(falls), 'falls', 'fall')}.`;
  const height = spread.length * ROW + 10;
  return html`
<figure class="spread"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${told} ${spread
    .filter(({ count }) => count > 0)
    .map((one) => `${grouped(one.count)}: ${words(one)}`)
    .join('; ')}">
<defs><pattern id="falls" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="5" fill="currentColor"/></pattern></defs>
${spread.map((one, at) => {
  const top = at * ROW + (at >= falls.length ? 10 : 0);
  const length = one.count === 0 ? 0 : Math.max(2, Math.round((one.count / most) * BAR_WIDTH));
  return html`<text x="${LABEL_WIDTH - 8}" y="${top + 15}" text-anchor="end">${words(one)}</text><rect class="${isFall(one) ? 'fall' : 'rise'}" x="${LABEL_WIDTH}" y="${top + 3}" width="${length}" height="${ROW - 6}"${isFall(one) ? html` fill="url(#falls)"` : ''}/><text x="${LABEL_WIDTH + length + 6}" y="${top + 15}">${grouped(one.count)}</text>
`;
})}<path class="axis" d="M0 ${falls.length * ROW + 5}H${WIDTH}"/></svg><figcaption>${told}</figcaption></figure>`;
}

/** "−20 to −10 %", "up to +5 %", "over +50 %". */
function words({ fromPerCent: from, toPerCent: to }: PriceSpread): string {
  if (from === null) return `below ${sign(to)} %`;
  if (to === null) return `over ${sign(from)} %`;
  if (from === 0) return `up to ${sign(to)} %`;
  return to === 0 ? `up to ${sign(from)} %` : `${sign(from)} to ${sign(to)} %`;
}

const sign = (perCent: number | null): string =>
  perCent === null ? '' : `${perCent > 0 ? '+' : ''}${perCent}`.replace('-', '−');
