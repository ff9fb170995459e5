import { formatId } from '#core/ids.ts';
import { formatSlackUser, parseSlackUser, type SlackUser } from '#core/people/person.ts';
import { ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Person } from '../ports/people.ts';
import type { Actor } from '../ports/platform.ts';
import { personNotFound } from './list-people.ts';
import type { PeoplePorts } from './services.ts';

/**
 * Says which Slack user (`TEAM:USER`) a person is in that workspace, instead of any said before. It takes the power "admin":
 * people link themselves from Slack, which proves that they are that user. One Slack user is one person (`slack_user_taken`).
 */
export const makeLinkSlackUser =
  ({ people, clock }: Pick<PeoplePorts, 'people' | 'clock'>) =>
  async (actor: Actor, id: number, slack: string): Promise<Result<Person>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const user = parseSlackUser(slack);
    if (!user.ok) return user;
    const person = await people.find(actor.providerId, id);
    if (person === null) return personNotFound(id);
    const audit = auditOf(actor, clock, {
      action: 'person.slack_linked',
      subject: formatId('person', id),
      details: { from: person.slack.map(formatSlackUser), to: slack },
    });
    const linked = await people.linkSlack(id, user.value, clock.now(), audit);
    const others = person.slack.filter(({ teamId }) => teamId !== user.value.teamId);
    return linked.ok ? ok({ ...person, slack: [...others, user.value] }) : linked;
  };

/** The person is no longer this Slack user (`TEAM:USER`), or (null) nobody in Slack at all. */
export const makeUnlinkSlackUser =
  ({ people, clock }: Pick<PeoplePorts, 'people' | 'clock'>) =>
  async (actor: Actor, id: number, slack: string | null): Promise<Result<Person>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const user: Result<SlackUser | null> = slack === null ? ok(null) : parseSlackUser(slack);
    if (!user.ok) return user;
    const person = await people.find(actor.providerId, id);
    if (person === null) return personNotFound(id);
    const audit = auditOf(actor, clock, {
      action: 'person.slack_unlinked',
      subject: formatId('person', id),
      details: { from: slack ?? person.slack.map(formatSlackUser) },
    });
    await people.unlinkSlack(id, user.value, audit);
    return ok({
      ...person,
      slack: slack === null ? [] : person.slack.filter((other) => formatSlackUser(other) !== slack),
    });
  };
