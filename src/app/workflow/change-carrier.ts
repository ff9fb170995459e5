import { conflict, invariant, ok, type Result } from '#core/result.ts';
import { type CarrierInput, type CarrierSettings, checkCarrier } from '#core/workflow/carrier.ts';
import { planGap } from '#core/workflow/register-batch.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { Carrier } from '../ports/workflow.ts';
import { carrierNotFound } from './find-carriers.ts';
import type { WorkflowPorts } from './services.ts';

/** What is left out stays. */
export interface ChangeCarrier extends Omit<CarrierInput, 'name'> {
  readonly name?: string | undefined;
}

/** Racers before one gives up; each round somebody has won. */
const MOST_ROUNDS = 8;

/**
 * Changes what is set of a carrier. Its code stays: it is what service plans name. Batch files that are not counted on any
 * more are not missed any more (WF-3).
 */
export const makeChangeCarrier =
  ({ carriers, batchFiles, clock }: Pick<WorkflowPorts, 'carriers' | 'batchFiles' | 'clock'>) =>
  async (actor: Actor, { code, ...input }: ChangeCarrier): Promise<Result<Carrier>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const found = await carriers.find(actor.providerId, code);
      if (found === null) return carrierNotFound(code);
      const checked = checkCarrier({ ...found, ...given(input), code: found.code });
      if (!checked.ok) return checked;
      const { code: _, ...settings } = checked.value;
      const names = (Object.keys(settings) as (keyof typeof settings)[]).filter(
        (name) => settings[name] !== found[name],
      );
      if (names.length === 0) return ok(found);
      const state = await batchFiles.state(found, { name: '', sequence: 0 });
      const gap = planGap({ ...state, carrier: { ...found, ...settings } }, state.runs);
      const at = clock.now();
      const written = await carriers.change(
        found,
        settings,
        state.runs.length === 0 ? { kind: 'none' } : gap,
        {
          audit: [
            auditOf(actor, clock, {
              action: 'carrier.changed',
              subject: `carrier ${code}`,
              details: {
                from: Object.fromEntries(names.map((name) => [name, found[name]])),
                to: Object.fromEntries(names.map((name) => [name, settings[name]])),
              },
            }),
          ],
          outbox: [],
        },
        at,
      );
      if (!written) continue;
      const changed = await carriers.find(actor.providerId, code);
      invariant(changed, 'a carrier that was just changed is there');
      return ok(changed);
    }
    return conflict(
      'carrier_changed_meanwhile',
      'Too much happens to this carrier at once: try again in a moment.',
    );
  };

const given = (input: Omit<ChangeCarrier, 'code'>): Partial<CarrierSettings> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
