import { conflict, invariant, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { type CarrierSecrets, carrierSecrets } from './carrier-secrets.ts';
import { carrierOf } from './find-carriers.ts';
import type { WorkflowPorts } from './services.ts';

/** New secrets for a carrier, told this once; those before open nothing any more. `secrets_off` without CARDLINE_SECRET. */
export const makeRenewCarrierSecrets =
  (ports: Pick<WorkflowPorts, 'carriers' | 'clock' | 'sourceSecrets'>) =>
  async (actor: Actor, code: string): Promise<Result<CarrierSecrets>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const found = await carrierOf(ports, actor, code);
    if (!found.ok) return found;
    if (ports.sourceSecrets === null)
      return conflict(
        'secrets_off',
        'This installation has no secret to make a carrier’s from: CARDLINE_SECRET is not set.',
      );
    const audit = auditOf(actor, ports.clock, {
      action: 'carrier.secrets_renewed',
      subject: `carrier ${code}`,
      details: {},
    });
    if (!(await ports.carriers.renewSecrets(found.value, audit)))
      return conflict('carrier_changed_meanwhile', 'Somebody else has just made new secrets: theirs hold.');
    const renewed = await ports.carriers.find(actor.providerId, code);
    invariant(renewed, 'a carrier whose secrets were renewed is there');
    return ok(await carrierSecrets(ports.sourceSecrets, renewed));
  };
