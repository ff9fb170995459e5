import { actorFor, type Command, PROVIDER, refused, textOf } from './command.ts';

export const userLink: Command = {
  summary: 'print a link with which a person signs in, once',
  usage: '--provider CODE --email EMAIL',
  options: { ...PROVIDER, email: { type: 'string' } },
  required: ['provider', 'email'],
  details:
    'The link works once, within fifteen minutes, at the address that CARDLINE_URL or PORT names; without them, where the\nserver was started last on this database.',
  async run(terminal, values) {
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const link = await house.services.people.createLoginLink(actor.value, { email: textOf(values, 'email') });
    if (!link.ok) return refused(terminal, link.faults);
    terminal.say(`${await house.url()}/sign-in/${link.value.secret}\n`);
    return 0;
  },
};
