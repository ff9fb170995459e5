/** Channels on which Google announces changes: they live a day at most, and nobody renews them but us. */
import { instantAfter } from '#core/calendar.ts';
import { SheetTrouble, type Spreadsheets } from '../ports/spreadsheets.ts';
import type { LinkedWorkbook } from '../ports/workbook-links.ts';
import type { SheetPorts } from './services.ts';

const LIFE_MS = 24 * 3_600_000;
/** So long before its end a channel has a successor: several looks, should one of them fail. */
const OVERLAP_MS = 3_600_000;

/** Opens a channel where there is none that lasts; the one before is stopped when the new one is there, so none is missing. */
export async function keepWatched(
  { links, secrets, wallClock, log }: SheetPorts,
  spreadsheets: Spreadsheets,
  { tenant, link }: LinkedWorkbook,
  address: string | null,
): Promise<void> {
  const now = wallClock.now();
  const before = link.channel;
  if (address === null || (before !== null && before.expiresAt > instantAfter(now, OVERLAP_MS))) return;
  const { providerId, providerCode } = tenant;
  const token = secrets.token();
  try {
    const channel = await spreadsheets.watch(link.sheetId, {
      id: channelIdOf(await secrets.hash(secrets.token())),
      token,
      address,
      until: instantAfter(now, LIFE_MS),
    });
    await links.setChannel(providerId, link.sheetId, { ...channel, tokenHash: await secrets.hash(token) });
    if (before !== null) await spreadsheets.unwatch(before);
  } catch (error) {
    if (!(error instanceof SheetTrouble)) throw error;
    // Looking goes on without it.
    log.warn({ provider: providerCode, problem: error.message }, 'spreadsheet cannot be watched');
    await links.setChannel(providerId, link.sheetId, { problem: error.message });
  }
}

/** A channel's id is a UUID of our making. */
const channelIdOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
