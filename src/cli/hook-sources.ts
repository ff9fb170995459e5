/** Systems that send orders or usage by webhook: adding, listing and revoking them. */
import { HOOK_SENDS } from '#app/ports/hooks.ts';
import { formatId, parseId } from '#core/ids.ts';
import { actorFor, type Command, optionalText, PROVIDER, refused, textOf } from './command.ts';

export const hookAdd: Command = {
  summary: 'let another system send orders or usage: prints its secret',
  usage: '--provider CODE --name NAME [--sends orders|usage]',
  options: { ...PROVIDER, name: { type: 'string' }, sends: { type: 'string' } },
  required: ['provider', 'name'],
  details:
    'The secret is printed alone, now and never again; where to send to is told beside it. Messages are signed as\nStandard Webhooks has it: webhook-id, webhook-timestamp and webhook-signature.',
  async run(terminal, values) {
    const wanted = optionalText(values, 'sends') ?? 'orders';
    const sends = HOOK_SENDS.find((word) => word === wanted);
    if (sends === undefined) {
      terminal.tell(`--sends is orders or usage, not ${wanted}.\n`);
      return 2;
    }
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const added = await house.services.hooks.addSource(actor.value, {
      name: textOf(values, 'name'),
      sends,
    });
    if (!added.ok) return refused(terminal, added.faults);
    terminal.tell(`POST /hooks/${sends}?source=${formatId('hook', added.value.id)}\n`);
    terminal.say(`${added.value.secret}\n`);
    return 0;
  },
};

const MOST_LISTED = 200;

export const hookList: Command = {
  summary: 'list the systems that send orders and usage',
  usage: '--provider CODE',
  options: PROVIDER,
  required: ['provider'],
  async run(terminal, values) {
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const listed = await house.services.hooks.listSources(actor.value, { limit: MOST_LISTED, cursor: null });
    if (!listed.ok) return refused(terminal, listed.faults);
    for (const { id, name, sends, createdAt, revokedAt } of listed.value.items)
      terminal.say(
        `${formatId('hook', id)}  ${name}  sends ${sends} since ${createdAt}${revokedAt === null ? '' : `, revoked ${revokedAt}`}\n`,
      );
    return 0;
  },
};

export const hookRevoke: Command = {
  summary: 'end a system’s leave to send orders or usage',
  usage: 'ID --provider CODE',
  options: PROVIDER,
  required: ['provider'],
  operands: ['ID'],
  async run(terminal, values, [text = '']) {
    const id = parseId('hook', text, 'ID');
    if (!id.ok) return refused(terminal, id.faults);
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const revoked = await house.services.hooks.revokeSource(actor.value, id.value);
    if (!revoked.ok) return refused(terminal, revoked.faults);
    terminal.say(`${text} (${revoked.value.name}) is revoked: what it sends next is refused.\n`);
    return 0;
  },
};
