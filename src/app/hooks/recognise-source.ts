import { formatId } from '#core/ids.ts';
import type { HookSends } from '../ports/hooks.ts';
import type { Actor, Tenant } from '../ports/platform.ts';
import type { HookPorts } from './services.ts';

export interface RecognisedSource {
  readonly secret: string;
  /** Whoever signs with that secret: may send what it is for, and nothing else. */
  readonly actor: Actor;
}

/**
 * A source by its id, with what it has to sign with; null where there is none of that kind or it was revoked; `off` where webhooks in are.
 */
export const makeRecogniseSource =
  ({ hooks, sealer }: Pick<HookPorts, 'hooks' | 'sealer'>) =>
  async (id: number, sends: HookSends, requestId: string): Promise<RecognisedSource | 'off' | null> => {
    if (sealer === null) return 'off';
    const known = await hooks.findLive(id);
    if (known?.sends !== sends) return null;
    return {
      secret: await sealer.open(known.sealedSecret, ownerOf(known.tenant)),
      actor: {
        ...known.tenant,
        actorId: formatId('hook', known.id),
        actorName: `webhook ${known.name}`,
        via: 'hook',
        powers: new Set([sends]),
        requestId,
      },
    };
  };

/** Whose secret it is: a row that was moved to another provider does not open. */
export const ownerOf = ({ providerId }: Pick<Tenant, 'providerId'>): string =>
  `orders hook, provider ${providerId}`;
