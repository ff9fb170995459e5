import { checkPerson, formatSlackUser, type PersonInput } from '#core/people/person.ts';
import type { Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Person } from '../ports/people.ts';
import type { Actor } from '../ports/platform.ts';
import { auditOfNew } from './audit-of-new.ts';
import type { PeoplePorts } from './services.ts';

/** Adds somebody to the actor's provider, with no power that the actor lacks. */
export const makeAddPerson =
  ({ people, clock }: Pick<PeoplePorts, 'people' | 'clock'>) =>
  async (actor: Actor, input: PersonInput): Promise<Result<Person>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const checked = checkPerson(input, actor.powers);
    if (!checked.ok) return checked;
    const { email, name, roles, slack } = checked.value;
    const audit = auditOfNew(actor, clock, {
      action: 'person.added',
      details: { email, name, roles, slack: slack && formatSlackUser(slack) },
    });
    return people.add({ ...checked.value, providerId: actor.providerId, createdAt: clock.now() }, audit);
  };
