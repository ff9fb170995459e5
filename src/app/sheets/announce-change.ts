/**
 * What Google announces: that something happened to a file, not what. It is a hint that may come late, twice or never; a burst of
 * edits is one sync, a minute after the last of them and never more than five after the first.
 */
import { instantAfter } from '#core/calendar.ts';
import type { SheetPorts } from './services.ts';

export interface Announcement {
  readonly channelId: string;
  readonly resourceId: string;
  /** The secret that the channel was opened with. */
  readonly token: string;
  /** `sync` when the channel begins, otherwise what happened. */
  readonly state: string;
}

const QUIET_MS = 60_000;
const LATEST_MS = 300_000;

/** False where it does not come from a channel of ours: nobody signs it, so all three have to fit. */
export const makeAnnounceChange =
  ({ links, secrets, wallClock }: SheetPorts) =>
  async ({ channelId, resourceId, token, state }: Announcement): Promise<boolean> => {
    const known = channelId === '' ? null : await links.ofChannel(channelId);
    // Both are hashes of one length: how far they agree says nothing of the token.
    const isToken = isSame(await secrets.hash(token), known?.tokenHash ?? '');
    if (known === null || !isToken || known.channel.resourceId !== resourceId) return false;
    if (state === 'sync') return true;
    const at = wallClock.now();
    await links.announce(known.tenant.providerId, {
      at,
      dueAt: instantAfter(at, QUIET_MS),
      latestMs: LATEST_MS,
    });
    return true;
  };

/** Compares all characters, wherever the first difference is. */
function isSame(given: string, kept: string): boolean {
  let difference = given.length ^ kept.length;
  for (let at = 0; at < given.length; at += 1) difference |= given.charCodeAt(at) ^ kept.charCodeAt(at);
  return difference === 0;
}
