import { formatId } from '#core/ids.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Person } from '../ports/people.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { PeoplePorts } from './services.ts';

/** The provider's people in the order in which they were added, those no longer active included. */
export const makeListPeople =
  ({ people }: Pick<PeoplePorts, 'people'>) =>
  async (actor: Actor, page: PageRequest): Promise<Result<Page<Person>>> => {
    const allowed = requirePower(actor, 'admin');
    return allowed.ok ? people.list(actor.providerId, page) : allowed;
  };

export const makeFindPerson =
  ({ people }: Pick<PeoplePorts, 'people'>) =>
  async (actor: Actor, id: number): Promise<Result<Person>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const person = await people.find(actor.providerId, id);
    return person === null ? personNotFound(id) : ok(person);
  };

export const personNotFound = (id: number) =>
  notFound('person_not_found', `There is no person ${formatId('person', id)}.`);
