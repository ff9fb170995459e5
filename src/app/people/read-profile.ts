import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { ProviderProfile } from '../ports/providers.ts';
import type { PeoplePorts } from './services.ts';

/** The actor's own provider with its settings. */
export const makeReadProfile =
  ({ providers }: Pick<PeoplePorts, 'providers'>) =>
  async (actor: Actor): Promise<Result<ProviderProfile>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? ok(await providers.profile(actor.providerId)) : allowed;
  };
