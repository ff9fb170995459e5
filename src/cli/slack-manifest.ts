import { manifestFor, manifestText } from '#bot/manifest.ts';
import { type Command, optionalText } from './command.ts';

export const slackManifest: Command = {
  summary: 'print the manifest of the Slack app, with your own address in it',
  usage: '[--url https://HOST] [--one-workspace | --socket-mode]',
  options: {
    url: { type: 'string' },
    'one-workspace': { type: 'boolean' },
    'socket-mode': { type: 'boolean' },
  },
  details:
    'Paste it at https://api.slack.com/apps, “Create New App”, “From a manifest”. Without --url the address is CARDLINE_URL.\n--one-workspace: for SLACK_BOT_TOKEN. Its token lasts, where those of several workspaces are renewed every few hours.\n--socket-mode: the same for a developer’s machine, which Slack need not be able to call.',
  async run(terminal, values) {
    const { environment, say, tell } = terminal;
    const url = (optionalText(values, 'url') ?? (environment.ok ? environment.value.url : '')).replace(
      /\/+$/,
      '',
    );
    const kind =
      values['socket-mode'] === true ? 'local' : values['one-workspace'] === true ? 'one' : 'several';
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      tell(`"${url}" is not a web address: write it like https://cardline.example.net.\n`);
      return 2;
    }
    if (kind !== 'local' && new URL(url).protocol !== 'https:')
      tell(`Slack calls https addresses alone: ${url} does for a look, not for an app.\n`);
    say(manifestText(manifestFor(url, kind)));
    return 0;
  },
};
