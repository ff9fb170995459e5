/** How somebody in a spreadsheet becomes a person of Cardline: a one-time link from there, confirmed by who is signed in here. */
import { type Instant, instantAfter } from '#core/calendar.ts';
import { parseId } from '#core/ids.ts';
import { type GoogleUser, googleLinkSpent, googleUserTaken } from '#core/people/google.ts';
import { ok, type Result } from '#core/result.ts';
import { auditOf } from '../actor.ts';
import { personNotFound } from '../people/list-people.ts';
import type { Actor } from '../ports/platform.ts';
import type { GooglePorts } from './services.ts';

const LINK_MS = 10 * 60_000;

/** `secret` goes into the link that this Google user alone is shown; only its hash is kept. */
export interface GoogleLink {
  readonly secret: string;
  readonly expiresAt: Instant;
}

/** A link that is looked at: whom it would make which person. */
export interface GoogleLinkToConfirm extends GoogleUser {
  /** Of the person. */
  readonly personEmail: string;
}

/** Makes the link, for a user whom Google itself has named. */
export const makeRequestGoogleLink =
  ({ google, secrets, clock }: GooglePorts) =>
  async (user: GoogleUser): Promise<GoogleLink> => {
    const secret = secrets.token();
    const at = clock.now();
    const until = instantAfter(at, LINK_MS);
    await google.addLink(await secrets.hash(secret), user, { at, until });
    return { secret, expiresAt: until };
  };

/** Whom the link would make the actor in Google. Refuses with `link_spent` and `google_user_taken`. Looking uses nothing up. */
export const makeReadGoogleLink =
  ({ google, people, secrets, clock }: GooglePorts) =>
  async (actor: Actor, secret: string): Promise<Result<GoogleLinkToConfirm>> => {
    const user = await google.link(await secrets.hash(secret), clock.now());
    if (user === null) return googleLinkSpent();
    const personId = parseId('person', actor.actorId);
    if (!personId.ok) return personId;
    const [person, holder] = await Promise.all([
      people.find(actor.providerId, personId.value),
      google.findByGoogle(user.subject),
    ]);
    if (person === null) return personNotFound(personId.value);
    return holder === null || holder.id === person.id
      ? ok({ ...user, personEmail: person.email })
      : googleUserTaken();
  };

/** Links, and uses the link up. The Google account that the actor had before is nobody's from then on. */
export const makeConfirmGoogleLink =
  (ports: GooglePorts) =>
  async (actor: Actor, secret: string): Promise<Result<GoogleLinkToConfirm>> => {
    const read = await makeReadGoogleLink(ports)(actor, secret);
    if (!read.ok) return read;
    const personId = parseId('person', actor.actorId);
    if (!personId.ok) return personId;
    const linked = await ports.google.redeemLink(
      await ports.secrets.hash(secret),
      personId.value,
      ports.clock.now(),
      auditOf(actor, ports.clock, {
        action: 'person.google_linked',
        subject: actor.actorId,
        details: { to: read.value.email, account: read.value.subject },
      }),
    );
    return linked.ok ? read : linked;
  };

/** The Google account is nobody's from now on. */
export const makeUnlinkGoogleUser =
  ({ google, clock }: Pick<GooglePorts, 'google' | 'clock'>) =>
  (actor: Actor, { subject, email }: GoogleUser): Promise<void> =>
    google.unlink(
      subject,
      auditOf(actor, clock, {
        action: 'person.google_unlinked',
        subject: actor.actorId,
        details: { from: email, account: subject },
      }),
    );
