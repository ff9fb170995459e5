import { type Command, refused, textOf } from './command.ts';

export const providerAdd: Command = {
  summary: 'take a provider in',
  usage: '--code CODE --name NAME --time-zone ZONE',
  options: { code: { type: 'string' }, name: { type: 'string' }, 'time-zone': { type: 'string' } },
  required: ['code', 'name', 'time-zone'],
  details:
    'The code is its short name in links and plans (small letters, digits, hyphens) and stays.\nThe zone is an IANA name, such as Australia/Melbourne: the provider’s calendar dates are taken there.',
  async run(terminal, values) {
    const { services } = await terminal.open();
    const created = await services.people.createProvider({
      code: textOf(values, 'code'),
      name: textOf(values, 'name'),
      timeZone: textOf(values, 'time-zone'),
    });
    if (!created.ok) return refused(terminal, created.faults);
    const { providerCode, providerName } = created.value;
    terminal.say(`${providerName} is taken in as "${providerCode}".\n`);
    terminal.tell(
      `Next, its first person: cardline user add --provider ${providerCode} --email EMAIL --name NAME --roles admin\n`,
    );
    return 0;
  },
};
