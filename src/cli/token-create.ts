import { actorFor, type Command, listOf, optionalText, PROVIDER, refused } from './command.ts';

export const tokenCreate: Command = {
  summary: 'make a token for the API, and print it alone',
  usage: '--provider CODE --scopes SCOPE,… [--name NAME]',
  options: { ...PROVIDER, scopes: { type: 'string' }, name: { type: 'string' } },
  required: ['provider', 'scopes'],
  details:
    'Scopes are powers (view, catalogue.edit, orders, provision, billing, usage, admin …) or "all".\nThe token is shown now and never again; it is kept as a hash.',
  async run(terminal, values) {
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const created = await house.services.people.createToken(actor.value, {
      name: optionalText(values, 'name') ?? 'command line',
      scopes: listOf(values, 'scopes'),
    });
    if (!created.ok) return refused(terminal, created.faults);
    terminal.say(`${created.value.text}\n`);
    return 0;
  },
};
