import { actorFor, type Command, PROVIDER, refused } from './command.ts';

export const slackConnect: Command = {
  summary: 'make the Slack workspace of SLACK_BOT_TOKEN a provider’s',
  usage: '--provider CODE',
  options: PROVIDER,
  required: ['provider'],
  details:
    'For one workspace, whose token is in the environment. Several are connected on the console’s Slack page.',
  async run(terminal, values) {
    const house = await terminal.open();
    const actor = await actorFor(house, values);
    if (!actor.ok) return refused(terminal, actor.faults);
    const done = await house.services.slack.connectWorkspace(actor.value);
    if (!done.ok) return refused(terminal, done.faults);
    const { workspaceName, workspace, tenant } = done.value;
    terminal.say(`${workspaceName} (${workspace}) works for ${tenant.providerName}.\n`);
    return 0;
  },
};
