import { fault, no, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { Granted, Installation } from '../ports/slack.ts';
import { askSlack } from './ask-slack.ts';
import { ownerOf, sealTokens } from './bot-tokens.ts';
import { openState } from './install-state.ts';
import type { SlackPorts } from './services.ts';

export interface FinishInstall {
  readonly code: string;
  readonly state: string;
  /** What the browser kept; null where it kept nothing. */
  readonly nonce: string | null;
  /** The same as at the beginning. */
  readonly redirectUrl: string;
}

/**
 * Installs the app in the workspace that Slack names, for the provider whose admin began it: the same person, in the same
 * browser, within ten minutes, who may still do it. Refuses with `install_unclaimed`, `install_refused`, `slack_unreachable`
 * and `workspace_taken`. Installed again, a workspace keeps its channel and cards.
 */
export const makeFinishInstall =
  (ports: Pick<SlackPorts, 'slack' | 'gateway' | 'sealer' | 'clock' | 'secrets' | 'log'>) =>
  async (actor: Actor, input: FinishInstall): Promise<Result<Installation>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    if (!(await isOurs(ports, actor, input))) return unclaimed();
    const granted = await exchange(ports, input);
    if (!granted.ok) return granted;
    const { tokens, ...place } = granted.value;
    const at = ports.clock.now();
    const workspace = place.teamId ?? place.enterpriseId ?? '';
    return ports.slack.save(
      {
        ...place,
        providerId: actor.providerId,
        installedAt: at,
        credentials: await sealTokens(ports, tokens, ownerOf({ workspace }), at),
      },
      auditOf(actor, ports.clock, {
        action: 'slack.connected',
        subject: workspace,
        details: { workspace: place.workspaceName, installedBy: place.installedBy },
      }),
    );
  };

async function isOurs(
  { sealer, secrets, clock }: Pick<SlackPorts, 'sealer' | 'secrets' | 'clock'>,
  actor: Actor,
  { state, nonce }: FinishInstall,
): Promise<boolean> {
  if (sealer === null || nonce === null) return false;
  const begun = await openState(sealer, state);
  return (
    begun !== null &&
    begun.until > clock.now() &&
    begun.providerId === actor.providerId &&
    begun.actorId === actor.actorId &&
    begun.nonceHash === (await secrets.hash(nonce))
  );
}

const unclaimed = () =>
  no(
    fault(
      'install_unclaimed',
      'This installation did not begin here, took longer than ten minutes, or began in another browser or for somebody else: begin again with “Add to Slack”.',
    ),
  );

const exchange = (
  { gateway, log }: Pick<SlackPorts, 'gateway' | 'log'>,
  { code, redirectUrl }: FinishInstall,
): Promise<Result<Granted>> =>
  askSlack(
    { log },
    () => gateway.exchange(code, redirectUrl),
    (reason) =>
      fault(
        'install_refused',
        `Slack did not finish the installation (${reason}): begin again with “Add to Slack”.`,
      ),
  );
