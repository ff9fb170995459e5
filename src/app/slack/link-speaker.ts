/** How somebody in Slack becomes a person of Cardline: a one-time link from there, confirmed by who is signed in here. */
import { type Instant, instant } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import { formatSlackUser, type SlackUser } from '#core/people/person.ts';
import { linkSpent, slackUserTaken } from '#core/people/slack.ts';
import { forbidden, ok, type Result } from '#core/result.ts';
import { auditOf } from '../actor.ts';
import { personNotFound } from '../people/list-people.ts';
import type { Actor } from '../ports/platform.ts';
import type { Installation, KnownLinkRequest } from '../ports/slack.ts';
import type { SlackPorts } from './services.ts';

const LINK_MINUTES = 10;

/** `secret` goes into the link that this Slack user alone is shown; only its hash is kept. */
export interface SpeakerLink {
  readonly secret: string;
  readonly expiresAt: Instant;
}

/** A link that is looked at, with the e-mail address of the person that it would make this Slack user. */
export interface LinkToConfirm extends KnownLinkRequest {
  readonly email: string;
}

/** Makes the link, for a user whom Slack itself has named. */
export const makeRequestLink =
  ({ slack, secrets, clock }: Pick<SlackPorts, 'slack' | 'secrets' | 'clock'>) =>
  async (
    installation: Installation,
    { user, userName }: { readonly user: SlackUser; readonly userName: string },
  ): Promise<SpeakerLink> => {
    const secret = secrets.token();
    const at = clock.now();
    const until = instant(new Date(Date.parse(at) + LINK_MINUTES * 60_000));
    await slack.addLinkRequest(
      await secrets.hash(secret),
      { user, userName, installationId: installation.id },
      { at, until },
    );
    return { secret, expiresAt: until };
  };

/**
 * Whom the link would make the actor in Slack. Refuses with `link_spent`, `slack_other_provider` (the workspace works for
 * another company than the actor's) and `slack_user_taken`. Looking uses nothing up.
 */
export const makeReadLink =
  (ports: Pick<SlackPorts, 'slack' | 'people' | 'secrets' | 'clock'>) =>
  async (actor: Actor, secret: string): Promise<Result<LinkToConfirm>> => {
    const request = await ports.slack.linkRequest(await ports.secrets.hash(secret), ports.clock.now());
    if (request === null) return linkSpent();
    const { tenant, workspaceName } = request.installation;
    if (tenant.providerId !== actor.providerId)
      return forbidden(
        'slack_other_provider',
        `The Slack workspace ${workspaceName} works for another company; you are signed in for ${actor.providerName}. Sign in for that company, or let its admin add you.`,
      );
    const personId = parseId('person', actor.actorId);
    if (!personId.ok) return personId;
    const [person, holder] = await Promise.all([
      ports.people.find(actor.providerId, personId.value),
      ports.people.findBySlack(request.user),
    ]);
    if (person === null) return personNotFound(personId.value);
    return holder === null || holder.id === person.id
      ? ok({ ...request, email: person.email })
      : slackUserTaken();
  };

/** Links, and uses the link up. Whoever the actor was in that workspace before, it is no longer. */
export const makeConfirmLink =
  (ports: Pick<SlackPorts, 'slack' | 'people' | 'secrets' | 'clock'>) =>
  async (actor: Actor, secret: string): Promise<Result<LinkToConfirm>> => {
    const request = await makeReadLink(ports)(actor, secret);
    if (!request.ok) return request;
    const personId = parseId('person', actor.actorId);
    if (!personId.ok) return personId;
    const linked = await ports.slack.redeemLinkRequest(
      await ports.secrets.hash(secret),
      personId.value,
      ports.clock.now(),
      auditOf(actor, ports.clock, {
        action: 'person.slack_linked',
        subject: actor.actorId,
        details: { to: formatSlackUser(request.value.user), name: request.value.userName },
      }),
    );
    return linked.ok ? request : linked;
  };

/** The speaker is nobody in Slack from now on; answers whom it was linked to, or null where to nobody. */
export const makeUnlinkSpeaker =
  ({ people, clock }: Pick<SlackPorts, 'people' | 'clock'>) =>
  async (
    speakers: readonly SlackUser[],
    requestId: string | null,
  ): Promise<{ readonly name: string } | null> => {
    for (const user of speakers) {
      const person = await people.findBySlack(user);
      if (person === null) continue;
      await people.unlinkSlack(person.id, user, {
        providerId: person.tenant.providerId,
        at: clock.now(),
        actor: person.name,
        via: 'slack',
        action: 'person.slack_unlinked',
        subject: formatId('person', person.id),
        details: { from: formatSlackUser(user) },
        requestId,
      });
      return { name: person.name };
    }
    return null;
  };
