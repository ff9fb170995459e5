import type { Actor } from '../ports/platform.ts';
import { carrierSecrets } from './carrier-secrets.ts';
import type { WorkflowPorts } from './services.ts';

/** A carrier at a door that only a signature opens: who it acts as, once its secret has fitted. */
export interface HookCarrier {
  readonly actor: Actor;
  readonly hookSecret: string;
}

/**
 * The carriers of a code, one at most for each provider; the signature says which of them it is. null where the installation
 * has no secret to make theirs from.
 */
export const makeHookCarriers =
  ({ carriers, sourceSecrets }: Pick<WorkflowPorts, 'carriers' | 'sourceSecrets'>) =>
  async (code: string, requestId: string | null): Promise<readonly HookCarrier[] | null> => {
    if (sourceSecrets === null) return null;
    const found = await carriers.everywhere(code);
    return Promise.all(
      found.map(async ({ carrier, tenant }) => ({
        actor: {
          ...tenant,
          actorId: `carrier ${carrier.code}`,
          // Read in the seller's log as well, whom a wholesaler's carrier is not named to.
          actorName: 'carrier',
          via: 'hook' as const,
          powers: new Set(['provision' as const]),
          requestId,
        },
        hookSecret: (await carrierSecrets(sourceSecrets, carrier)).hookSecret,
      })),
    );
  };
