/** The companies of the example set and the people who do things there, as the use cases know them. */

import { systemActor } from '#app/people/system-actor.ts';
import type { Actor, Tenant } from '#app/ports/platform.ts';
import type { Services } from '#app/services.ts';
import { formatId } from '#core/ids.ts';
import { powersOfRoles } from '#core/people/powers.ts';
import { done } from './done.ts';
import type { ExampleSetup } from './read-examples.ts';

export interface Company {
  readonly tenant: Tenant;
  /** The first person with the role. */
  who(role: string): Actor;
}

/** Takes a provider in, with its settings and people. */
export async function foundCompany(services: Services, setup: ExampleSetup): Promise<Company> {
  const { people } = services;
  const tenant = done(
    `take in ${setup.code}`,
    await people.createProvider({
      code: setup.code,
      name: setup.name,
      timeZone: setup.timeZone,
      businessNumber: setup.businessNumber,
      periodApproval: setup.periodApproval,
      rounding: setup.rounding,
      invoicePrefix: setup.invoicePrefix,
      invoiceDelayDays: setup.invoiceDelayDays,
      features: setup.features,
      holidays: setup.holidays.map(({ date }) => date),
    }),
  );
  const machine = systemActor(tenant, 'cli');
  for (const carrier of setup.carriers)
    done(`add the carrier ${carrier.code}`, await services.workflow.addCarrier(machine, carrier));
  const actors: (Actor & { readonly roles: readonly string[] })[] = [];
  for (const { email, name, roles } of setup.users) {
    const person = done(`add ${name}`, await people.addPerson(machine, { email, name, roles }));
    actors.push({
      ...tenant,
      actorId: formatId('person', person.id),
      actorName: name,
      via: 'console',
      powers: powersOfRoles(roles),
      requestId: null,
      roles,
    });
  }
  return {
    tenant,
    who(role) {
      const actor = actors.find(({ roles }) => roles.includes(role));
      if (actor === undefined) throw new Error(`nobody at ${setup.code} has the role ${role}`);
      return actor;
    },
  };
}

/** INV-1: from today on the schedule bills by itself, at the company's times. */
export async function setCalendar(
  { jobs }: Services,
  { tenant }: Company,
  { billingCalendar }: ExampleSetup,
): Promise<void> {
  const machine = systemActor(tenant, 'cli');
  done('set billing', await jobs.setSchedule(machine, { job: 'billing', at: billingCalendar.advanceFees }));
  done('set invoices', await jobs.setSchedule(machine, { job: 'invoices', at: billingCalendar.invoices }));
}
