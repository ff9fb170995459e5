import type { PeoplePorts } from './services.ts';

/** The browser's session is worth nothing from now on. */
export const makeSignOut =
  ({ sessions, secrets }: Pick<PeoplePorts, 'sessions' | 'secrets'>) =>
  async (sessionToken: string): Promise<void> =>
    sessions.close(await secrets.hash(sessionToken));
