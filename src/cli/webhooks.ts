/** Webhooks out: adding and listing those that are told of what happens. */
import { formatId } from '#core/ids.ts';
import { actorFor, type Command, listOf, PROVIDER, refused, textOf } from './command.ts';

export const webhookAdd: Command = {
  summary: 'let a program of yours be told of what happens: prints its secret',
  usage: '--provider CODE --url URL [--topics TOPIC,TOPIC…] [--description TEXT]',
  options: {
    ...PROVIDER,
    url: { type: 'string' },
    topics: { type: 'string' },
    description: { type: 'string' },
  },
  required: ['provider', 'url'],
  details:
    'Without --topics it is told of everything. The secret is printed alone, now and never again. Messages are signed as\nStandard Webhooks has it: webhook-id, webhook-timestamp and webhook-signature.',
  async run(terminal, values) {
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const topics = listOf(values, 'topics');
    const added = await house.services.webhooks.addWebhook(actor.value, {
      url: textOf(values, 'url'),
      description: textOf(values, 'description'),
      topics: values.topics === undefined ? null : topics,
    });
    if (!added.ok) return refused(terminal, added.faults);
    terminal.tell(`${formatId('webhook', added.value.id)}  ${added.value.url}\n`);
    terminal.say(`${added.value.secret}\n`);
    return 0;
  },
};

const MOST_LISTED = 200;

export const webhookList: Command = {
  summary: 'list the programs that are told of what happens',
  usage: '--provider CODE',
  options: PROVIDER,
  required: ['provider'],
  async run(terminal, values) {
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const page = { limit: MOST_LISTED, cursor: null };
    const listed = await house.services.webhooks.listWebhooks(actor.value, page);
    if (!listed.ok) return refused(terminal, listed.faults);
    for (const { id, url, topics, status, disabledReason } of listed.value.items)
      terminal.say(
        `${formatId('webhook', id)}  ${url}  ${topics?.join(',') ?? 'all topics'}  ${status}${
          disabledReason === null ? '' : ` (${disabledReason})`
        }\n`,
      );
    return 0;
  },
};
