import { ROLES } from '#core/people/powers.ts';
import { actorFor, type Command, listOf, optionalText, PROVIDER, refused, textOf } from './command.ts';

export const userAdd: Command = {
  summary: 'add a person to a provider',
  usage: '--provider CODE --email EMAIL --name NAME --roles ROLE,… [--slack TEAM:USER]',
  options: {
    ...PROVIDER,
    email: { type: 'string' },
    name: { type: 'string' },
    roles: { type: 'string' },
    slack: { type: 'string' },
  },
  required: ['provider', 'email', 'name', 'roles'],
  details: `Roles: ${Object.keys(ROLES).join(', ')}.\nThey sign in with a link: cardline user link --provider CODE --email EMAIL`,
  async run(terminal, values) {
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const added = await house.services.people.addPerson(actor.value, {
      email: textOf(values, 'email'),
      name: textOf(values, 'name'),
      roles: listOf(values, 'roles'),
      slack: optionalText(values, 'slack'),
    });
    if (!added.ok) return refused(terminal, added.faults);
    terminal.say(`Added ${added.value.name} <${added.value.email}>: ${added.value.roles.join(', ')}.\n`);
    return 0;
  },
};
