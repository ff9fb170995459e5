/** What goes to Slack and comes back while the app is being installed: who began it, for whom, when. */
import type { Instant } from '#core/calendar.ts';
import type { Sealer } from '../ports/sealer.ts';

export interface InstallState {
  readonly providerId: number;
  readonly actorId: string;
  /** SHA-256 of what the browser keeps. */
  readonly nonceHash: string;
  readonly until: Instant;
}

const OWNER = 'install state';

export const sealState = (sealer: Sealer, state: InstallState): Promise<string> =>
  sealer.seal(JSON.stringify(state), OWNER);

/** null for anything that was not sealed here */
export const openState = (sealer: Sealer, sealed: string): Promise<InstallState | null> =>
  sealer.open(sealed, OWNER).then(
    (text) => JSON.parse(text) as InstallState,
    () => null,
  );
