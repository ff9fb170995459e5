/**
 * `aSlackConsole()`: the real app with Slack on, two companies that have just been founded, and a fake Slack that calls it.
 *
 *     const { console, slack, workspace } = await aSlackConsole();
 *     const admin = await console.signedIn('admin');
 *     await install(admin, workspace.person('Ida'), slack);
 */
import type { Background } from '#app/ports/background.ts';
import type { Installation } from '#app/ports/slack.ts';
import { ownerOf, sealTokens } from '#app/slack/bot-tokens.ts';
import { makeSlackStore } from '#db/stores/slack-store.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { aConsole, SEALERS, type TestConsole, value } from '../console/support/a-console.ts';
import type { Seen, Visitor } from '../console/support/visitor.ts';
import { clockAt, SOME_MORNING } from './clock.ts';
import { aDatabase } from './database.ts';
import type { FakeSlack, FakeSlackOptions } from './slack/fake-slack.ts';
import type { Person } from './slack/people/person.ts';
import { useFakeSlack } from './slack/use-fake-slack.ts';
import type { Workspace } from './slack/workspace.ts';

export interface SlackConsole {
  readonly console: TestConsole;
  readonly slack: FakeSlack;
  readonly workspace: Workspace;
  /** Until nothing goes on behind an answer any more. */
  calm(): Promise<void>;
  /** As Cardline has it; null where it never was connected. */
  installation(workspace?: Workspace): Promise<Installation | null>;
}

export interface SlackConsoleOptions {
  readonly app?: FakeSlackOptions['app'];
  /** The one workspace's token is in the environment. */
  readonly isOneWorkspace?: boolean;
  readonly enterprise?: { readonly id: string; readonly name: string };
}

export async function aSlackConsole({
  app = {},
  isOneWorkspace = false,
  enterprise,
}: SlackConsoleOptions = {}): Promise<SlackConsole> {
  const clock = clockAt(SOME_MORNING);
  // The database first: it is closed last, when Slack has told the app all that it had to tell.
  const db = await aDatabase();
  const slack = await useFakeSlack({ clock, app });
  slack.liftLimits();
  const workspace = slack.workspace({ id: 'T0BLUE', name: 'Bluegum', ...(enterprise ? { enterprise } : {}) });
  const { keep, calm } = trackedWork();
  const console = await aConsole({
    isEmpty: true,
    clock,
    db,
    background: makeBackground(keep),
    slack: {
      signingSecret: slack.app.signingSecret,
      apiUrl: slack.apiUrl,
      appToken: null,
      ...(isOneWorkspace
        ? { botToken: workspace.install().botToken, oauth: null }
        : { botToken: null, oauth: { clientId: slack.app.clientId, clientSecret: slack.app.clientSecret } }),
    },
  });
  slack.deliverTo((request) => console.app.fetch(request));
  return {
    console,
    slack,
    workspace,
    calm,
    installation: ({ record } = workspace) =>
      makeSlackStore(console.db).findInstallation({
        teamId: record.id,
        enterpriseId: record.enterprise?.id ?? null,
        isEnterpriseInstall: false,
      }),
  };
}

/** Cardline in a workspace, as if an admin of Bluegum had installed it. */
export async function connect(
  { console }: Pick<SlackConsole, 'console'>,
  workspace: Workspace,
): Promise<Installation> {
  const { botToken, refreshToken, botUserId, record } = workspace.install();
  const { providerId } = console.actor();
  const at = console.clock.now();
  const tokens = { token: botToken, refreshToken, expiresInSeconds: refreshToken === null ? null : 43_200 };
  return value(
    await makeSlackStore(console.db).save(
      {
        providerId,
        teamId: workspace.id,
        enterpriseId: record.enterprise?.id ?? null,
        isEnterpriseInstall: false,
        workspaceName: workspace.name,
        botUserId,
        installedBy: workspace.person('Ida').id,
        installedAt: at,
        credentials: await sealTokens(
          { sealer: SEALERS('slack') },
          tokens,
          ownerOf({ workspace: workspace.id }),
          at,
        ),
      },
      {
        providerId,
        at,
        actor: 'a test',
        via: 'console',
        action: 'slack.connected',
        subject: workspace.id,
        details: {},
        requestId: null,
      },
    ),
  );
}

/** Presses "Add to Slack", agrees to it in Slack as somebody, and comes back; answers the page that is shown then. */
export async function install(
  visitor: Visitor,
  by: Person,
  slack: FakeSlack,
  choice: Parameters<FakeSlack['authorize']>[2] = {},
): Promise<Seen> {
  const answer = await visitor.request('/slack/install?provider=bluegum');
  const address = answer.headers.get('location') ?? '';
  const back = new URL(slack.authorize(address, by, choice));
  return visitor.open(back.pathname + back.search);
}

function trackedWork(): { readonly keep: Parameters<typeof makeBackground>[0]; calm(): Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  const keep: Background['keep'] = (work) => {
    const noted = work.finally(() => underWay.delete(noted));
    underWay.add(noted);
  };
  return {
    keep,
    async calm() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
