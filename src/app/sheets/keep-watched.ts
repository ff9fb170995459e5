/** Channels on which Google announces changes: they live a day at most, and nobody renews them but us. */
import { instantAfter } from '#core/calendar.ts';
import { SheetTrouble, type Spreadsheets } from '../ports/spreadsheets.ts';
import type { LinkedWorkbook, WorkbookLink } from '../ports/workbook-links.ts';
import type { SheetPorts } from './services.ts';

const LIFE_MS = 24 * 3_600_000;
/** So long before its end a channel has a successor: several looks, should one of them fail. */
const OVERLAP_MS = 3_600_000;

/** Opens a channel where there is none that lasts; the one before is stopped when the new one is there, so none is missing. */
export async function keepWatched(
  ports: SheetPorts,
  spreadsheets: Spreadsheets,
  { tenant, link }: LinkedWorkbook,
  address: string | null,
): Promise<void> {
  const { links, secrets, wallClock, log } = ports;
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
  } catch (error) {
    if (!(error instanceof SheetTrouble)) throw error;
    // Looking goes on without it.
    log.warn({ provider: providerCode, problem: error.message }, 'spreadsheet cannot be watched');
    await links.setChannel(providerId, link.sheetId, { problem: error.message });
    return;
  }
  // Changes are announced from here on, whatever becomes of the one before.
  await stopWatching(ports, link);
}

/** What Google goes on announcing to a channel that nobody knows is turned away, and ends within a day. */
export async function stopWatching(
  { spreadsheets, log }: SheetPorts,
  before: Pick<WorkbookLink, 'channel'> | null,
): Promise<void> {
  if (spreadsheets === null || before === null || before.channel === null) return;
  try {
    await spreadsheets.unwatch(before.channel);
  } catch (error) {
    if (!(error instanceof SheetTrouble)) throw error;
    log.warn({ err: error }, 'a channel could not be stopped');
  }
}

/** A channel's id is a UUID of our making. */
const channelIdOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
