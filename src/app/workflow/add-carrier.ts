import { conflict, invariant, ok, type Result } from '#core/result.ts';
import { type CarrierInput, checkCarrier } from '#core/workflow/carrier.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { Carrier } from '../ports/workflow.ts';
import type { WorkflowPorts } from './services.ts';

/** A carrier that files are exchanged with from now on. What waits for it already goes into its first file. */
export const makeAddCarrier =
  ({ carriers, clock }: Pick<WorkflowPorts, 'carriers' | 'clock'>) =>
  async (actor: Actor, input: CarrierInput): Promise<Result<Carrier>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const settings = checkCarrier(input);
    if (!settings.ok) return settings;
    const { code } = settings.value;
    const added = await carriers.add(
      actor.providerId,
      settings.value,
      clock.now(),
      auditOf(actor, clock, {
        action: 'carrier.added',
        subject: `carrier ${code}`,
        details: { ...settings.value },
      }),
    );
    if (!added) return conflict('code_taken', `There is a carrier "${code}" already.`);
    const carrier = await carriers.find(actor.providerId, code);
    invariant(carrier, 'a carrier that was just added is there');
    return ok(carrier);
  };
