import { formatId } from '#core/ids.ts';
import { formatSlackUser, parseSlackUser } from '#core/people/person.ts';
import { ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Person } from '../ports/people.ts';
import type { Actor } from '../ports/platform.ts';
import { personNotFound } from './list-people.ts';
import type { PeoplePorts } from './services.ts';

/**
 * Says which Slack user (`TEAM:USER`) a person is, instead of any said before; null for none. People link themselves,
 * for somebody else it takes the power "admin". One Slack user is one person (`slack_user_taken`).
 */
export const makeLinkSlackUser =
  ({ people, clock }: Pick<PeoplePorts, 'people' | 'clock'>) =>
  async (actor: Actor, id: number, slack: string | null): Promise<Result<Person>> => {
    const subject = formatId('person', id);
    const allowed = actor.actorId === subject ? ok(null) : requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const user = slack === null ? ok(null) : parseSlackUser(slack);
    if (!user.ok) return user;
    const person = await people.find(actor.providerId, id);
    if (person === null) return personNotFound(id);
    const audit = auditOf(actor, clock, {
      action: 'person.slack_linked',
      subject,
      details: { from: person.slack.map(formatSlackUser), to: slack },
    });
    const linked = await people.linkSlack(id, user.value, clock.now(), audit);
    return linked.ok ? ok({ ...person, slack: user.value === null ? [] : [user.value] }) : linked;
  };
