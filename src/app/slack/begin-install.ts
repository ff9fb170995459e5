import { instant } from '#core/calendar.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { type InstallState, sealState } from './install-state.ts';
import type { SlackPorts } from './services.ts';

/** `address` is where the browser goes, `nonce` what it keeps until it is back. */
export interface BegunInstall {
  readonly address: string;
  readonly nonce: string;
}

/** How long the browser may be away. */
export const INSTALL_MINUTES = 10;

/**
 * Begins to install the app in a workspace of the actor's provider. What Slack hands back names provider, person and time,
 * sealed; and it is worth something only in the browser that keeps the nonce.
 */
export const makeBeginInstall =
  (ports: Pick<SlackPorts, 'mode' | 'gateway' | 'sealer' | 'clock' | 'secrets'>) =>
  async (actor: Actor, redirectUrl: string): Promise<Result<BegunInstall>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    if (ports.mode !== 'several' || ports.sealer === null) return notSeveral(ports.mode);
    const nonce = ports.secrets.token();
    const state: InstallState = {
      providerId: actor.providerId,
      actorId: actor.actorId,
      nonceHash: await ports.secrets.hash(nonce),
      until: instant(new Date(Date.parse(ports.clock.now()) + INSTALL_MINUTES * 60_000)),
    };
    return ok({
      address: ports.gateway.authorizeUrl(await sealState(ports.sealer, state), redirectUrl),
      nonce,
    });
  };

const notSeveral = (mode: SlackPorts['mode']) =>
  no(
    mode === 'one'
      ? fault(
          'one_workspace',
          'Here Slack is set up for the one workspace of SLACK_BOT_TOKEN: connect that one. For several, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are set instead.',
        )
      : fault('slack_off', 'Slack is off here: its settings are missing (SLACK_SIGNING_SECRET and others).'),
  );
