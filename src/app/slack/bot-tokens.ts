import { type Instant, instant } from '#core/calendar.ts';
import {
  type GrantedTokens,
  type Installation,
  type SealedCredentials,
  SlackRefusal,
  type StoredCredentials,
} from '../ports/slack.ts';
import { DEAD_TOKEN } from './dead-token.ts';
import type { SlackPorts } from './services.ts';

/** Tokens are rotated this long before their end, so that a slow answer or an outage of Slack costs nothing. */
const ROTATE_BEFORE_MS = 2 * 3_600_000;
/** Longest that a rotation takes; then whoever began it counts as dead. */
const ROTATION_MS = 30_000;
/** How often, and how long between, to look whether somebody else's rotation has ended. */
const LOOKS = 40;
const LOOK_AGAIN_MS = 250;

export type BotTokens = ReturnType<typeof makeBotTokens>;
type TokenPorts = Pick<
  SlackPorts,
  'slack' | 'gateway' | 'sealer' | 'botToken' | 'clock' | 'background' | 'log'
>;

/**
 * The bot's token in a workspace, rotated when it ends soon. A refresh token works once, so there is one who rotates at a
 * time, whichever process it is in; the others go on with the old token while it lives, and wait for the new one when not.
 */
export const makeBotTokens = (ports: TokenPorts) => ({
  tokenOf: (installation: Installation): Promise<string> => tokenOf(ports, installation),

  /** Keeps for people what Slack said of a token that it no longer takes; other answers concern the call alone. */
  async noteAnswer(installation: Installation, error: string): Promise<void> {
    if (!DEAD_TOKEN.has(error) || installation.problem !== null) return;
    ports.log.error({ workspace: installation.workspace, error }, 'Slack no longer takes the token');
    await ports.slack.setProblem(
      installation.id,
      installation.installedBy === null
        ? `Slack no longer takes SLACK_BOT_TOKEN (${error}): set the app’s new one, and connect the workspace again.`
        : `Slack no longer takes the token of this workspace (${error}): install the app again.`,
    );
  },
});

/** See makeBotTokens. */
export async function tokenOf(ports: TokenPorts, installation: Installation): Promise<string> {
  const kept = await ports.slack.credentials(installation.id);
  if (kept === null) {
    if (installation.installedBy === null && ports.botToken !== null) return ports.botToken;
    throw new Error(
      installation.installedBy === null
        ? `The token of the Slack workspace ${installation.workspace} was in SLACK_BOT_TOKEN, which is not set.`
        : `The Slack workspace ${installation.workspace} was disconnected.`,
    );
  }
  if (kept.expiresAt === null || kept.refreshToken === null || !isDue(kept.expiresAt, ports.clock.now()))
    return sealerOf(ports).open(kept.token, ownerOf(installation));
  return rotated(ports, installation, kept);
}

const isDue = (expiresAt: Instant, now: Instant): boolean =>
  Date.parse(expiresAt) - Date.parse(now) <= ROTATE_BEFORE_MS;

async function rotated(
  ports: TokenPorts,
  installation: Installation,
  kept: StoredCredentials,
): Promise<string> {
  const { slack, clock, log } = ports;
  const at = clock.now();
  const isMine = await slack.claimRotation(installation.id, kept.revision, {
    at,
    until: later(at, ROTATION_MS),
  });
  if (!isMine) return fromOther(ports, installation, kept);
  try {
    return await rotate(ports, installation, kept);
  } catch (error) {
    if (error instanceof SlackRefusal)
      await slack.setProblem(
        installation.id,
        `Slack refused to renew the token of this workspace (${error.reason}): install the app again.`,
      );
    if (isOver(kept, clock.now())) throw error;
    // The claim runs out by itself, which keeps the next attempt a little away.
    log.warn({ err: error, workspace: installation.workspace }, 'a Slack token could not be renewed yet');
    return sealerOf(ports).open(kept.token, ownerOf(installation));
  }
}

async function rotate(
  ports: TokenPorts,
  installation: Installation,
  kept: StoredCredentials,
): Promise<string> {
  const { slack, gateway, clock } = ports;
  const owner = ownerOf(installation);
  const granted = await gateway.refresh(await sealerOf(ports).open(kept.refreshToken ?? '', owner));
  const sealed = await sealTokens(ports, granted, owner, clock.now());
  // False where the app was installed anew meanwhile: then the newer tokens stay, and this one still works for a while.
  await slack.rotate(installation.id, kept.revision, sealed);
  return granted.token;
}

/** Somebody else rotates: the old token will do while it lives, else the new one is waited for. */
async function fromOther(
  { slack, clock, background, ...ports }: TokenPorts,
  installation: Installation,
  kept: StoredCredentials,
): Promise<string> {
  const { open } = sealerOf(ports);
  const owner = ownerOf(installation);
  if (!isOver(kept, clock.now())) return open(kept.token, owner);
  for (let look = 0; look < LOOKS; look += 1) {
    const newer = await slack.credentials(installation.id);
    if (newer !== null && newer.revision !== kept.revision) return open(newer.token, owner);
    await background.pause(LOOK_AGAIN_MS);
  }
  throw new Error(
    `The token of the Slack workspace ${installation.workspace} has ended and was not renewed.`,
  );
}

const isOver = ({ expiresAt }: StoredCredentials, now: Instant): boolean =>
  expiresAt !== null && expiresAt <= now;

const later = (at: Instant, milliseconds: number): Instant =>
  instant(new Date(Date.parse(at) + milliseconds));

/** What a workspace's tokens are sealed for: they open for no other. */
export const ownerOf = ({ workspace }: Pick<Installation, 'workspace'>): string => `slack ${workspace}`;

const sealerOf = ({ sealer }: Pick<SlackPorts, 'sealer'>) => {
  if (sealer === null) throw new Error('Tokens of Slack are sealed with CARDLINE_SECRET, which is not set.');
  return sealer;
};

/** Tokens as they are kept. */
export async function sealTokens(
  ports: Pick<SlackPorts, 'sealer'>,
  { token, refreshToken, expiresInSeconds }: GrantedTokens,
  owner: string,
  at: Instant,
): Promise<SealedCredentials> {
  const { seal } = sealerOf(ports);
  return {
    token: await seal(token, owner),
    refreshToken: refreshToken === null ? null : await seal(refreshToken, owner),
    expiresAt: expiresInSeconds === null ? null : later(at, expiresInSeconds * 1000),
  };
}
