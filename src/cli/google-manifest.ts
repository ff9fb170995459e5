import { deploymentFor, deploymentText } from '#sheets/addon/manifest.ts';
import { type Command, optionalText } from './command.ts';

export const googleManifest: Command = {
  summary: 'print the deployment of the Google Sheets add-on, with your own address in it',
  usage: '[--url https://HOST]',
  options: { url: { type: 'string' } },
  details:
    'For “gcloud workspace-add-ons deployments create”, or the Marketplace SDK’s page “HTTP deployments”: docs/google-setup.md.\nWithout --url the address is CARDLINE_URL.',
  async run({ environment, say, tell }, values) {
    const url = (optionalText(values, 'url') ?? (environment.ok ? environment.value.url : '')).replace(
      /\/+$/,
      '',
    );
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      tell(`"${url}" is not a web address: write it like https://cardline.example.net.\n`);
      return 2;
    }
    if (new URL(url).protocol !== 'https:')
      tell(`Google calls https addresses alone: ${url} does for a look, not for an add-on.\n`);
    say(deploymentText(deploymentFor(url)));
    return 0;
  },
};
