import { type Instant, instant } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { normalEmail } from '#core/people/person.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { PeoplePorts } from './services.ts';

/** `secret` goes into the link that the person opens; only its hash is kept. */
export interface LoginLink {
  readonly secret: string;
  readonly expiresAt: Instant;
}

const LINK_MINUTES = 15;

/**
 * Makes a link with which a person of the actor's provider signs in once, within 15 minutes. People make their own
 * (from Slack); for somebody else it takes the power "admin" (the command line has it).
 */
export const makeCreateLoginLink =
  ({ people, sessions, clock, secrets }: Pick<PeoplePorts, 'people' | 'sessions' | 'clock' | 'secrets'>) =>
  async (actor: Actor, input: { readonly email: string }): Promise<Result<LoginLink>> => {
    const person = await people.findByEmail(actor.providerId, normalEmail(input.email));
    const isOwn = person !== null && formatId('person', person.id) === actor.actorId;
    const allowed = isOwn ? ok(null) : requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    if (!person?.active)
      return notFound(
        'person_not_found',
        `There is nobody active with the email ${normalEmail(input.email)}.`,
      );
    const secret = secrets.token();
    const expiresAt = instant(new Date(Date.parse(clock.now()) + LINK_MINUTES * 60_000));
    await sessions.addLink(
      { hash: await secrets.hash(secret), personId: person.id, expiresAt },
      auditOf(actor, clock, {
        action: 'person.login_link_made',
        subject: formatId('person', person.id),
        details: {},
      }),
    );
    return ok({ secret, expiresAt });
  };
