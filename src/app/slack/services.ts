/** Slack as a place to work from: which workspaces are whose, with which token, and who speaks there. */
import type { Background } from '../ports/background.ts';
import type { Log } from '../ports/log.ts';
import type { PersonStore } from '../ports/people.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { SlackGateway, SlackStore } from '../ports/slack.ts';
import { makeAdmitWorkspace } from './admit-workspace.ts';
import { makeBeginInstall } from './begin-install.ts';
import { makeBotTokens } from './bot-tokens.ts';
import { makeConnectWorkspace } from './connect-workspace.ts';
import { makeDisconnectWorkspace } from './disconnect-workspace.ts';
import { makeAllWorkspaces, makeListWorkspaces } from './find-workspace.ts';
import { makeFinishInstall } from './finish-install.ts';
import { makeConfirmLink, makeReadLink, makeRequestLink, makeUnlinkSpeaker } from './link-speaker.ts';
import { makeListLinkedUsers } from './list-linked-users.ts';
import { makeRecogniseSpeaker } from './recognise-speaker.ts';
import { makeSetChannel } from './set-channel.ts';
import { makeTokensRevoked, makeWorkspaceUninstalled } from './workspace-lost.ts';

export interface SlackPorts {
  readonly slack: SlackStore;
  readonly people: PersonStore;
  readonly gateway: SlackGateway;
  /** `one`: the workspace of SLACK_BOT_TOKEN; `several`: every one that the app is installed in. */
  readonly mode: 'off' | 'one' | 'several';
  /** null where no secret is configured to seal with: then no token is kept. */
  readonly sealer: Sealer | null;
  /** The one workspace's token (SLACK_BOT_TOKEN); null where there is none. */
  readonly botToken: string | null;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly background: Background;
  readonly log: Log;
}

export type SlackServices = ReturnType<typeof makeSlackServices>;

export const makeSlackServices = (ports: SlackPorts) => ({
  mode: ports.mode,
  beginInstall: makeBeginInstall(ports),
  finishInstall: makeFinishInstall(ports),
  connectWorkspace: makeConnectWorkspace(ports),
  disconnectWorkspace: makeDisconnectWorkspace(ports),
  listWorkspaces: makeListWorkspaces(ports),
  allWorkspaces: makeAllWorkspaces(ports),
  setChannel: makeSetChannel(ports),
  workspaceUninstalled: makeWorkspaceUninstalled(ports),
  tokensRevoked: makeTokensRevoked(ports),
  admitWorkspace: makeAdmitWorkspace(ports),
  tokens: makeBotTokens(ports),
  recogniseSpeaker: makeRecogniseSpeaker(ports),
  requestLink: makeRequestLink(ports),
  readLink: makeReadLink(ports),
  confirmLink: makeConfirmLink(ports),
  unlinkSpeaker: makeUnlinkSpeaker(ports),
  listLinkedUsers: makeListLinkedUsers(ports),
});
