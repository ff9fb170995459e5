/** Slack as a place to work from: which workspaces are whose, with which token, and who speaks there. */
import type { Background } from '../ports/background.ts';
import type { Log } from '../ports/log.ts';
import type { PersonStore } from '../ports/people.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { SlackGateway, SlackStore } from '../ports/slack.ts';
import { makeAdmitWorkspace } from './admit-workspace.ts';
import { makeBotTokens } from './bot-tokens.ts';
import { makeRecogniseSpeaker } from './recognise-speaker.ts';

export interface SlackPorts {
  readonly slack: SlackStore;
  readonly people: PersonStore;
  readonly gateway: SlackGateway;
  /** null where no secret is configured to seal with: then no token is kept. */
  readonly sealer: Sealer | null;
  /** The one workspace's token (SLACK_BOT_TOKEN); null where the app is installed in several, or Slack is off. */
  readonly botToken: string | null;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly background: Background;
  readonly log: Log;
}

export type SlackServices = ReturnType<typeof makeSlackServices>;

export const makeSlackServices = (ports: SlackPorts) => ({
  admitWorkspace: makeAdmitWorkspace(ports),
  recogniseSpeaker: makeRecogniseSpeaker(ports),
  tokens: makeBotTokens(ports),
});
