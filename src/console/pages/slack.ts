/** Slack workspaces of the provider: which are connected, where cards go, who is whom. For admins. */
import { Hono } from 'hono';
import type { Installation, LinkedUser } from '#app/ports/slack.ts';
import { formatId, parseId } from '#core/ids.ts';
import { formatSlackUser } from '#core/people/person.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { buttonLink, card, facts, link } from '../parts/blocks.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { empty, table } from '../parts/table.ts';
import { peopleTabs } from './people-tabs.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

export const SLACK_PAGE = '/people/slack';

const CHANNEL: Field = {
  name: 'channel',
  label: 'Channel for cards',
  isOptional: true,
  help: 'Each request and order has one card there. Paste the channel’s link (its menu in Slack, “Copy link”) or its id; empty for no cards. Into a private channel invite the app first. An admin can also write /cardline channel there.',
};

/** What was typed for which workspace. */
interface ChannelAttempt extends Attempt {
  readonly id: number | null;
}

export function slackPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { slack } = deps.services;

  const showSlack = async (
    c: ConsoleContext,
    attempt: ChannelAttempt = { ...NO_ATTEMPT, id: null },
    status: 200 | 409 | 422 = 200,
  ) => {
    const actor = c.get('actor');
    const [workspaces, linked] = await Promise.all([
      slack.listWorkspaces(actor),
      slack.listLinkedUsers(actor),
    ]);
    if (!linked.ok) return refusalPage(c, linked.faults);
    if (!workspaces.ok) return refusalPage(c, workspaces.faults);
    return showPage(
      c,
      {
        title: 'Slack',
        section: 'people',
        lead: 'Provisioning teams work orders in Slack, with the powers that they have here.',
        actions: connectButton(c, deps),
        body: html`<div>${peopleTabs(SLACK_PAGE)}${modeNotice(slack.mode)}</div>${
          workspaces.value.length === 0
            ? card({ flush: empty('No workspace yet', NO_WORKSPACE[slack.mode]) })
            : workspaces.value.map((workspace) => workspaceCard(c, workspace, attempt))
        }${linkedCard(linked.value, actor.timeZone)}`,
      },
      status,
    );
  };

  app.get('/', (c) => showSlack(c));

  app.post('/connect', async (c) => {
    const done = await slack.connectWorkspace(c.get('actor'));
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(c, SLACK_PAGE, connectedText(done.value));
  });

  const idIn = (c: ConsoleContext): number => {
    const id = parseId('workspace', c.req.param('id') ?? '');
    // No row has it: the deed says that there is no such workspace.
    return id.ok ? id.value : 0;
  };

  app.post('/:id/channel', async (c) => {
    const id = idIn(c);
    const done = await slack.setChannel(c.get('actor'), id, c.get('form').optional('channel'));
    if (!done.ok)
      return answerRefusal(c, done.faults, (attempt, status) => showSlack(c, { ...attempt, id }, status));
    return redirectWithNotice(
      c,
      SLACK_PAGE,
      done.value.channelId === null
        ? `${done.value.workspaceName} shows no cards now.`
        : `Cards go to ${done.value.channelId} in ${done.value.workspaceName}.`,
    );
  });

  app.post('/:id/disconnect', async (c) => {
    const done = await slack.disconnectWorkspace(c.get('actor'), idIn(c));
    if (!done.ok) return refusalPage(c, done.faults);
    const { workspace, isUninstalled } = done.value;
    return redirectWithNotice(
      c,
      SLACK_PAGE,
      `${workspace.workspaceName} is disconnected.${isUninstalled ? '' : ' The app is still in the workspace: remove it there, in Slack’s settings.'}`,
      isUninstalled ? 'good' : 'warn',
    );
  });

  return app;
}

export const connectedText = ({ workspaceName, channelId }: Installation): string =>
  `${workspaceName} is connected.${channelId === null ? ' Say in which channel cards go, and let everybody write /cardline link there.' : ''}`;

const NO_WORKSPACE = {
  off: 'Slack is off here: see below what switches it on.',
  one: 'The workspace of SLACK_BOT_TOKEN works for nobody yet: connect it.',
  several: 'Add the app to your Slack workspace; somebody who may install apps there has to agree.',
} as const;

function modeNotice(mode: ConsoleDeps['services']['slack']['mode']): Html | '' {
  return mode === 'off'
    ? notice(
        'wait',
        'Slack is off here. Whoever runs Cardline sets SLACK_SIGNING_SECRET with SLACK_BOT_TOKEN (one workspace) or with SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (several): docs/slack-setup.md.',
      )
    : '';
}

function connectButton(c: ConsoleContext, { services }: ConsoleDeps): Html | '' {
  switch (services.slack.mode) {
    case 'several':
      return buttonLink(
        withQuery('/slack/install', { provider: c.get('actor').providerCode }),
        'Add to Slack',
        'first',
      );
    case 'one':
      return buttonForm({
        action: `${SLACK_PAGE}/connect`,
        token: c.get('formToken'),
        submit: 'Connect the workspace',
        tone: 'first',
      });
    case 'off':
      return '';
  }
}

function workspaceCard(c: ConsoleContext, workspace: Installation, attempt: ChannelAttempt): Html {
  const { timeZone } = c.get('actor');
  const here = path('people', 'slack', formatId('workspace', workspace.id));
  const isLive = workspace.revokedAt === null;
  return card({
    title: workspace.workspaceName,
    aside: isLive
      ? workspace.problem === null
        ? badge('good', 'Connected')
        : badge('bad', 'Does not work')
      : badge('quiet', 'Disconnected'),
    body: html`<div class="stack">${workspace.problem === null ? '' : notice('bad', workspace.problem)}${facts(
      [
        [
          workspace.isEnterpriseInstall ? 'Organisation' : 'Workspace',
          html`<code>${workspace.workspace}</code>`,
        ],
        ['Connected', moment(workspace.installedAt, timeZone)],
        ['Disconnected', !isLive && moment(workspace.revokedAt, timeZone)],
        ['Token', isLive && (workspace.installedBy === null ? 'in SLACK_BOT_TOKEN' : 'kept sealed')],
      ],
    )}${
      isLive
        ? form({
            id: `channel-${workspace.id}`,
            action: `${here}/channel`,
            token: c.get('formToken'),
            fields: [CHANNEL],
            submit: 'Save',
            tone: '',
            ...(attempt.id === workspace.id
              ? { values: attempt.values, faults: attempt.faults }
              : { values: { channel: workspace.channelId ?? '' } }),
          })
        : html`<p class="soft">Connected again, it goes on with its channel and its cards.</p>`
    }</div>`,
    foot: isLive
      ? buttonForm({
          action: `${here}/disconnect`,
          token: c.get('formToken'),
          submit: 'Disconnect',
          tone: 'danger',
          isSmall: true,
          about: workspace.workspaceName,
        })
      : '',
  });
}

const linkedCard = (linked: readonly LinkedUser[], timeZone: string): Html =>
  card({
    title: 'Who is who',
    flush:
      linked.length === 0
        ? empty('Nobody yet', 'Everybody writes /cardline link in Slack once, and confirms it here.')
        : table({
            label: 'People and their Slack users',
            rows: linked,
            columns: [
              {
                head: 'Person',
                kind: 'row',
                cell: ({ personId, personName }) =>
                  link(path('people', formatId('person', personId)), personName),
              },
              { head: 'In Slack', cell: ({ userName }) => (userName === null ? '' : `@${userName}`) },
              { head: 'Workspace and user', cell: ({ user }) => html`<code>${formatSlackUser(user)}</code>` },
              { head: 'Linked', cell: ({ linkedAt }) => moment(linkedAt, timeZone) },
            ],
          }),
  });
