import { type Instant, instant } from '#core/calendar.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import type { PeoplePorts } from './services.ts';

/** `sessionToken` goes into the browser's cookie; only its hash is kept. */
export interface OpenedSession {
  readonly sessionToken: string;
  readonly expiresAt: Instant;
  readonly actorName: string;
}

const SESSION_DAYS = 7;

/** Signs in with the secret of a login link. A link works once and for 15 minutes, whoever is first. */
export const makeRedeemLoginLink =
  ({ sessions, clock, secrets }: Pick<PeoplePorts, 'sessions' | 'clock' | 'secrets'>) =>
  async (secret: string): Promise<Result<OpenedSession>> => {
    const sessionToken = secrets.token();
    const createdAt = clock.now();
    const expiresAt = instant(new Date(Date.parse(createdAt) + SESSION_DAYS * 86_400_000));
    const person = await sessions.redeemLink(
      await secrets.hash(secret),
      { hash: await secrets.hash(sessionToken), createdAt, expiresAt },
      'console',
    );
    return person === null
      ? no(
          fault(
            'login_link_spent',
            'This link was used already, is older than 15 minutes, or never was one: ask for a new one.',
          ),
        )
      : ok({ sessionToken, expiresAt, actorName: person.name });
  };
