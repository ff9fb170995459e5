import { readText } from '#core/plain-text.ts';
import { conflict, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import { auditOfNew } from '../people/audit-of-new.ts';
import type { HookSends, HookSource } from '../ports/hooks.ts';
import type { Actor } from '../ports/platform.ts';
import { newSigningSecret } from './new-signing-secret.ts';
import { ownerOf } from './recognise-source.ts';
import type { HookPorts } from './services.ts';

/** `secret` is what the source signs with: shown now and never again. */
export interface AddedSource extends HookSource {
  readonly secret: string;
}

/** Makes a source of orders or of usage, with a secret of its own (`whsec_…`). */
export const makeAddSource =
  ({ hooks, sealer, clock, secrets }: Pick<HookPorts, 'hooks' | 'sealer' | 'clock' | 'secrets'>) =>
  async (
    actor: Actor,
    input: { readonly name: string; readonly sends?: HookSends | undefined },
  ): Promise<Result<AddedSource>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const named = readText(input.name, {
      path: 'name',
      what: 'The name, which says what sends them,',
      most: 100,
      code: 'invalid_name',
    });
    if (!named.ok) return named;
    const name = named.value;
    if (sealer === null)
      return conflict(
        'hook_off',
        'Webhooks in are off: set CARDLINE_SECRET, with which their secrets are sealed.',
      );
    const sends = input.sends ?? 'orders';
    const secret = newSigningSecret(secrets);
    const added = await hooks.add(
      {
        providerId: actor.providerId,
        name,
        sends,
        sealedSecret: await sealer.seal(secret, ownerOf(actor)),
        createdAt: clock.now(),
      },
      auditOfNew(actor, clock, { action: 'hook.added', details: { name, sends } }),
    );
    return ok({ ...added, secret });
  };
