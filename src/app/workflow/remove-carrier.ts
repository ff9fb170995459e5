import { conflict, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { carrierOf } from './find-carriers.ts';
import type { WorkflowPorts } from './services.ts';

/** Takes away a carrier that no file was exchanged with (`carrier_in_use`): numbers of files never begin anew. */
export const makeRemoveCarrier =
  (ports: Pick<WorkflowPorts, 'carriers' | 'clock'>) =>
  async (actor: Actor, code: string): Promise<Result<null>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const found = await carrierOf(ports, actor, code);
    if (!found.ok) return found;
    const audit = auditOf(actor, ports.clock, {
      action: 'carrier.removed',
      subject: `carrier ${code}`,
      details: { name: found.value.name },
    });
    return (await ports.carriers.remove(found.value, audit))
      ? ok(null)
      : conflict(
          'carrier_in_use',
          `Files have passed between you and ${found.value.name}: it stays, so that their numbers do not begin anew.`,
        );
  };
