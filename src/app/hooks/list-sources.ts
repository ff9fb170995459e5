import type { Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { HookSource } from '../ports/hooks.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { HookPorts } from './services.ts';

/** The provider's sources, newest first, revoked ones included; never their secrets. */
export const makeListSources =
  ({ hooks }: Pick<HookPorts, 'hooks'>) =>
  async (actor: Actor, page: PageRequest): Promise<Result<Page<HookSource>>> => {
    const allowed = requirePower(actor, 'admin');
    return allowed.ok ? hooks.list(actor.providerId, page) : allowed;
  };
