import { formatId } from '#core/ids.ts';
import { checkRoles, readPersonName } from '#core/people/person.ts';
import { all, type Fault, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Person, PersonChange } from '../ports/people.ts';
import type { Actor } from '../ports/platform.ts';
import { personNotFound } from './list-people.ts';
import type { PeoplePorts } from './services.ts';

/**
 * Renames, gives other roles, deactivates or reactivates somebody of the actor's provider. Whoever is deactivated is
 * signed out everywhere; the last active admin stays one (`last_admin`).
 */
export const makeChangePerson =
  ({ people, clock }: Pick<PeoplePorts, 'people' | 'clock'>) =>
  async (actor: Actor, id: number, input: PersonChange): Promise<Result<Person>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const before = await people.find(actor.providerId, id);
    if (before === null) return personNotFound(id);
    const name = input.name === undefined ? ok(before.name) : readPersonName(input.name);
    const roles = input.roles === undefined ? ok(null) : checkRoles(input.roles, actor.powers);
    const checked = all<unknown, Fault>([name, roles]);
    if (!checked.ok) return checked;
    const change = {
      name: name.ok ? name.value : before.name,
      roles: input.roles ? [...new Set(input.roles)] : before.roles,
      active: input.active ?? before.active,
    };
    const from = { name: before.name, roles: before.roles, active: before.active };
    const audit = auditOf(actor, clock, {
      action: 'person.changed',
      subject: formatId('person', id),
      details: { from, to: change },
    });
    const changed = await people.change(actor.providerId, id, change, audit);
    return changed.ok ? ok({ ...before, ...change }) : changed;
  };
